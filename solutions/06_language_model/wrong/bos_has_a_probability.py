"""bos has a probability.
It is context only: prob(bos, ...) is 0.0 with every method."""


class NgramLM(NgramLM):
    def prob(self, word, context):
        length = self.n - 1
        context = (self.bos,) * (length - len(context)) + tuple(context)
        return getattr(self, "_" + self.method)(word, context[len(context) - length :])
