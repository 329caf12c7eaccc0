"""With k = 0 an unseen context divides by zero.
There, as with mle, the probability is 0.0."""


class NgramLM(NgramLM):
    def _add_k(self, word, context):
        count, total = self._counts(word, context)
        return (count + self.k) / (total + self.k * self.vocab_size)
