"""With n = 1 the whole context is kept: context[-(n - 1):] is context[0:].
Cut with context[len(context) - (n - 1):]."""


class NgramLM(NgramLM):
    def prob(self, word, context):
        if word == self.bos:
            return 0.0
        length = self.n - 1
        context = ((self.bos,) * (length - len(context)) + tuple(context))[-length:]
        return getattr(self, "_" + self.method)(word, context)
