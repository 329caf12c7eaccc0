"""The same question gets another answer the second time: looking a context up in a defaultdict put it there, and now it counts as seen.
Ask with `in` or .get() first."""


class NgramLM(NgramLM):
    def _interpolate(self, word, context):
        p, total = 0.0, 0.0
        for order, weight in enumerate(self.lambdas, start=1):
            h = context[len(context) - (order - 1) :]
            if h in self.followers:
                p = self.followers[h][word] / max(self.totals.get(h, 0), 1)
            self.followers[h][word]
            total += weight * p
        return total
