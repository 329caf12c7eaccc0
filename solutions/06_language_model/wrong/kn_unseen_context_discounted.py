"""After an unseen context the probabilities sum to less than 1.
The lower order is taken as it is there, with weight 1."""


class NgramLM(NgramLM):
    def _kneser_ney(self, word, context):
        lower = self._kneser_ney(word, context[1:]) if context else 1 / self.vocab_size
        count, total = self._counts(word, context)
        if not total:
            return self.discount * lower
        return (max(count - self.discount, 0) + self.discount * len(self.followers[context]) * lower) / total
