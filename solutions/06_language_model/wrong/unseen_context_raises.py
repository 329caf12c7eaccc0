"""mle raises after an unseen context.
There is nothing to divide: give 0.0."""


class NgramLM(NgramLM):
    def _mle(self, word, context):
        return self.followers[context][word] / self.totals[context]
