"""All probabilities of add-k are a little too small: bos was counted as a word, V + 1.
bos is context only; V words share the k V."""


class NgramLM(NgramLM):
    def _add_k(self, word, context):
        count, total = self._counts(word, context)
        whole = total + self.k * (self.vocab_size + 1)
        return (count + self.k) / whole if whole else 0.0
