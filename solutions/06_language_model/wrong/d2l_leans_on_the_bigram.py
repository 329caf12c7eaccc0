"""The trigram leans on the bigram's probability.
In this formula every order leans on the single word's, P(w)."""


class NgramLM(NgramLM):
    def _d2l_smoothing(self, word, context):
        p = 1 / self.vocab_size
        for order, eps in enumerate(self.eps, start=1):
            count, total = self._counts(word, context[len(context) - (order - 1) :])
            p = (count + eps * p) / (total + eps)
        return p
