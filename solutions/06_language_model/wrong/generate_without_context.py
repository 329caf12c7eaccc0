"""The words are drawn as if each began a sentence.
Hand what was drawn so far to next_distribution."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        cumulative = np.cumsum(self.next_distribution([]))
        while len(ids) < max_len:
            draw = next(u, None)
            if draw is None:
                break
            word = int(np.searchsorted(cumulative, draw * cumulative[-1], side="right"))
            if word == self.eos:
                break
            ids.append(word)
        return ids
