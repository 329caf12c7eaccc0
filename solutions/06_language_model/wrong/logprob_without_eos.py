"""The end of the sentence is not predicted.
Its probability is a factor as well: append eos."""


class NgramLM(NgramLM):
    def sentence_logprob(self, ids):
        padded = [self.bos] * (self.n - 1) + [*ids]
        ps = [self.prob(padded[i], padded[i - self.n + 1 : i]) for i in range(self.n - 1, len(padded))]
        return sum(map(math.log, ps)) if all(ps) else -math.inf
