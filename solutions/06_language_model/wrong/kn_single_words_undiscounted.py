"""With n = 1 the probabilities are plain relative frequencies: words never seen get nothing.
The bottom order is discounted as well, and what is taken off goes to 1/V."""


class NgramLM(NgramLM):
    def _kneser_ney(self, word, context):
        return self._mle(word, context) if self.n == 1 else super()._kneser_ney(word, context)
