"""The probabilities of add-k sum to more than 1: the denominator grows by k once.
V words get k each: it grows by k V."""


class NgramLM(NgramLM):
    def _add_k(self, word, context):
        count, total = self._counts(word, context)
        return (count + self.k) / (total + self.k) if total + self.k else 0.0
