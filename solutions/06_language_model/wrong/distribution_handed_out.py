"""Whoever writes into a distribution that was returned changes the next answer.
Return a new array every time, or a copy of the one you keep."""


class NgramLM(NgramLM):
    def next_distribution(self, context):
        cut = tuple(context)[-(self.n - 1) :] if self.n > 1 else ()
        kept = self.__dict__.setdefault("_kept", {})
        if cut not in kept:
            kept[cut] = super().next_distribution(context)
        return kept[cut]

    def fit(self, sentences):
        self._kept = {}
        return super().fit(sentences)
