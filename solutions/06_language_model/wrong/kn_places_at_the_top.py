"""The highest order uses numbers of places too.
Its counts are the raw ones; only the orders below count different words in front."""


class NgramLM(NgramLM):
    def _count_continuations(self):
        super()._count_continuations()
        for context, words in self.followers.items():
            if len(context) == self.n - 1:
                self.followers[context] = Counter(words.keys())
