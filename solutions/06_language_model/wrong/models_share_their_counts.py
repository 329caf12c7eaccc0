"""Two models know each other's text: the table belongs to the class.
Make it in fit, as self.counts."""


class NgramLM(NgramLM):
    _texts = []

    def fit(self, sentences):
        self._texts.append(list(sentences))
        self._seen = False
        return self

    def prob(self, word, context):
        if not self._seen:
            super().fit([sentence for text in self._texts for sentence in text])
            self._seen = True
            self._texts.clear() if len(self._texts) == 1 else None
        return super().prob(word, context)
