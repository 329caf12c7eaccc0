"""A long text has log-probability -inf: the product of its probabilities is too small for a float.
Add logarithms instead of multiplying probabilities."""


class NgramLM(NgramLM):
    def sentence_logprob(self, ids):
        padded = [self.bos] * (self.n - 1) + [*ids, self.eos]
        ps = [self.prob(padded[i], padded[i - self.n + 1 : i]) for i in range(self.n - 1, len(padded))]
        return math.log(math.prod(ps)) if math.prod(ps) else -math.inf
