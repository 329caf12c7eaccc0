"""The probabilities do not sum to 1: the lower order has weight d / c(h).
Each of the T(h) different words after h gave up d: the weight is d T(h) / c(h)."""


class NgramLM(NgramLM):
    def _kneser_ney(self, word, context):
        lower = self._kneser_ney(word, context[1:]) if context else 1 / self.vocab_size
        count, total = self._counts(word, context)
        if not total:
            return lower
        return (max(count - self.discount, 0) + self.discount * lower) / total
