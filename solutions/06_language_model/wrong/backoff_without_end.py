"""A word that was never seen makes backing off call itself without end.
Single words are the last step: c(w) / N, which is 0 for them."""


class NgramLM(NgramLM):
    def _stupid_backoff(self, word, context):
        count, total = self._counts(word, context)
        if count:
            return count / total
        return self.alpha * self._stupid_backoff(word, context[1:])
