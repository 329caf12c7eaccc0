"""A short context is taken as a context of a lower order.
It begins a sentence: fill it up with bos on the left."""


class NgramLM(NgramLM):
    def prob(self, word, context):
        if word == self.bos:
            return 0.0
        context = tuple(context)[max(0, len(context) - self.n + 1) :]
        return getattr(self, "_" + self.method)(word, context)
