"""Backing off from an unseen context costs nothing.
Every step down costs alpha, whether the context was unseen or only the word in it."""


class NgramLM(NgramLM):
    def _stupid_backoff(self, word, context):
        factor = 1.0
        while True:
            count, total = self._counts(word, context)
            if count or not context:
                return factor * count / total
            factor, context = factor * (self.alpha if total else 1.0), context[1:]
