"""Unseen words have probability 0: the higher orders lean on the plain frequency of the word.
Lean on the smoothed P(w)."""


class NgramLM(NgramLM):
    def _d2l_smoothing(self, word, context):
        if not context:
            return super()._d2l_smoothing(word, context)
        p = self.followers[()][word] / self.totals[()]
        count, total = self._counts(word, context)
        return (count + self.eps[-1] * p) / (total + self.eps[-1])
