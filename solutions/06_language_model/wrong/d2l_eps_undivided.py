"""The single words' probabilities sum to more than 1: eps was added whole to each.
Each of V words gets eps / V."""


class NgramLM(NgramLM):
    def _d2l_smoothing(self, word, context):
        count, total = self._counts(word, ())
        p = (count + self.eps[0]) / (total + self.eps[0])
        if not context:
            return p
        count, total = self._counts(word, context)
        return (count + self.eps[-1] * p) / (total + self.eps[-1])
