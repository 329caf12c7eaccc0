"""The sentence does not end at eos when eos is not the last word of the vocabulary.
Any word can be eos: compare with self.eos, not with vocab_size - 1."""


class NgramLM(NgramLM):
    def generate(self, u, max_len):
        ids = []
        while len(ids) < max_len:
            draw = next(u, None)
            if draw is None:
                break
            cumulative = np.cumsum(self.next_distribution(ids))
            word = int(np.searchsorted(cumulative, draw * cumulative[-1], side="right"))
            if word == self.vocab_size - 1:
                break
            ids.append(word)
        return ids
