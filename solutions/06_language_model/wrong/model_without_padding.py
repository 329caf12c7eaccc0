"""Wrong at the beginning of sentences: there is no bos in front of the training sentences.
Put n - 1 bos there, as count_ngrams does."""


class NgramLM(NgramLM):
    def fit(self, sentences):
        self.followers = defaultdict(Counter)
        for sentence in sentences:
            padded = [*sentence, self.eos]
            for i in range(len(padded)):
                for length in range(min(self.n, i + 1)):
                    self.followers[tuple(padded[i - length : i])][padded[i]] += 1
        if self.method == "kneser_ney":
            self._count_continuations()
        self.totals = {context: words.total() for context, words in self.followers.items()}
        return self
