"""Words that were not seen after a context get less than their share, and a probability may be negative: d was subtracted from a count of 0.
Take max(c - d, 0)."""


class NgramLM(NgramLM):
    def _kneser_ney(self, word, context):
        lower = self._kneser_ney(word, context[1:]) if context else 1 / self.vocab_size
        count, total = self._counts(word, context)
        if not total:
            return lower
        return (count - self.discount + self.discount * len(self.followers[context]) * lower) / total
