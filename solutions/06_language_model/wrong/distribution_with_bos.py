"""The distribution has one place too many when bos is V: it has one for bos.
bos is none of the V words and is never predicted: vocab_size places."""


class NgramLM(NgramLM):
    def next_distribution(self, context):
        return np.array([self.prob(word, context) for word in range(max(self.vocab_size, self.bos + 1))])
