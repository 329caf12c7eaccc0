"""Of a long context the first n - 1 words are used.
The last ones are the nearest: context[len(context) - (n - 1):]."""


class NgramLM(NgramLM):
    def prob(self, word, context):
        context = tuple(context)
        context = (self.bos,) * (self.n - 1 - len(context)) + context
        return super().prob(word, context[: self.n - 1])
