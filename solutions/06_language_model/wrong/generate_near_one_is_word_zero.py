"""Generating draws word 0 for u near 1: no cumulative probability exceeds it, and argmax of nothing but False is 0.
Take the last word with a probability then, as `sample` does."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        while len(ids) < max_len:
            draw = next(u, None)
            if draw is None:
                break
            p = self.next_distribution(ids)
            word = int(np.argmax(np.cumsum(p / p.sum()) > draw))
            if word == self.eos:
                break
            ids.append(word)
        return ids
