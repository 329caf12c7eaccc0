"""A word that never occurred has probability 0, and the probabilities sum to less than 1: at the bottom the discount was not given back.
It is shared by all V words alike: + d * types / V."""


class NgramLM(NgramLM):
    def _kneser_ney(self, word, context):
        lower = self._kneser_ney(word, context[1:]) if context else 0.0
        count, total = self._counts(word, context)
        if not total:
            return lower
        return (max(count - self.discount, 0) + self.discount * len(self.followers[context]) * lower) / total
