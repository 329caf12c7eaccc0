"""Raises StopIteration when the random numbers run out.
The sentence ends there: next(u, None)."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        while len(ids) < max_len:
            cumulative = np.cumsum(self.next_distribution(ids))
            word = int(np.searchsorted(cumulative, next(u) * cumulative[-1], side="right"))
            if word == self.eos:
                break
            ids.append(word)
        return ids
