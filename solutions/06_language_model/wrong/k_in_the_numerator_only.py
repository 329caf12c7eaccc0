"""The probabilities of add-k sum to more than 1: k stands in the numerator only.
V words get k each: the denominator grows by k V."""


class NgramLM(NgramLM):
    def _add_k(self, word, context):
        count, total = self._counts(word, context)
        return (count + self.k) / total if total else 0.0
