"""Raises for a sentence with an impossible word: math.log(0) is an error.
Give -inf."""


class NgramLM(NgramLM):
    def sentence_logprob(self, ids):
        padded = [self.bos] * (self.n - 1) + [*ids, self.eos]
        return sum(
            math.log(self.prob(padded[i], padded[i - self.n + 1 : i])) for i in range(self.n - 1, len(padded))
        )
