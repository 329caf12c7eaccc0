"""eos has probability 0 (or next to none): the training sentences have no end.
Append eos to each; it is a word that can be predicted."""


class NgramLM(NgramLM):
    def fit(self, sentences):
        self.followers = defaultdict(Counter)
        self.followers[()] = Counter()
        for sentence in sentences:
            padded = [self.bos] * (self.n - 1) + [*sentence]
            for i in range(self.n - 1, len(padded)):
                for length in range(self.n):
                    self.followers[tuple(padded[i - length : i])][padded[i]] += 1
        if self.method == "kneser_ney":
            self._count_continuations()
        self.totals = {context: words.total() for context, words in self.followers.items() if words}
        return self
