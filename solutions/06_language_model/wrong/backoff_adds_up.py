"""A word that was seen gets more than its relative frequency: the lower order was added as well.
Stupid backoff takes one order alone, the highest that has seen the gram."""


class NgramLM(NgramLM):
    def _stupid_backoff(self, word, context):
        count, total = self._counts(word, context)
        score = count / total if total else 0.0
        return score + self.alpha * self._stupid_backoff(word, context[1:]) if context else score
