"""Weights that do not fit are not noticed when the model is made, only when it is fitted.
Check them in the constructor."""


class NgramLM(NgramLM):
    def __init__(self, n, vocab_size, bos, eos, method, **hyper):
        self._given = (n, vocab_size, bos, eos, method), hyper

    def fit(self, sentences):
        super().__init__(*self._given[0], **self._given[1])
        return super().fit(sentences)
