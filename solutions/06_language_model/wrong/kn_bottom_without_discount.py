"""At the bottom words get their plain share of places, and unseen words nothing.
The discount is taken there too, and shared by all V words."""


class NgramLM(NgramLM):
    def _kneser_ney(self, word, context):
        count, total = self._counts(word, context)
        if not context:
            return count / total
        lower = self._kneser_ney(word, context[1:])
        if not total:
            return lower
        return (max(count - self.discount, 0) + self.discount * len(self.followers[context]) * lower) / total
