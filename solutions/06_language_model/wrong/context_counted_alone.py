"""Wrong after eos and at the start: c(h) was taken from how often h stands in the text.
c(h) counts h as a context, the sum of c(hw) over w: eos ends a sentence and is nobody's context, bos is one without being a word."""


class NgramLM(NgramLM):
    def fit(self, sentences):
        super().fit(sentences)
        if self.n > 1 and self.method in ("mle", "add_k"):
            grams = count_ngrams(sentences, self.n - 1, self.bos, self.eos)
            for context in [*self.totals, *grams]:
                if len(context) == self.n - 1:
                    self.totals[context] = grams[context]
        return self

    def _mle(self, word, context):
        count, total = self._counts(word, context)
        return count / total if total else 0.0
