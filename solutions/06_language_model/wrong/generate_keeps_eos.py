"""The generated sentence ends in eos.
It is left out."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        while len(ids) < max_len and self.eos not in ids:
            draw = next(u, None)
            if draw is None:
                break
            cumulative = np.cumsum(self.next_distribution(ids))
            ids.append(int(np.searchsorted(cumulative, draw * cumulative[-1], side="right")))
        return ids
