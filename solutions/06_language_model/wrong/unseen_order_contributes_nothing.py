"""After an unseen context the probabilities sum to less than 1: its order contributed 0.
It contributes what the next lower order gives."""


class NgramLM(NgramLM):
    def _interpolate(self, word, context):
        total = 0.0
        for order, weight in enumerate(self.lambdas, start=1):
            total += weight * self._mle(word, context[len(context) - (order - 1) :])
        return total
