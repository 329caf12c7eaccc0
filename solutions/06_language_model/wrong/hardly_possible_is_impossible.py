"""Words that are very unlikely are treated like impossible ones.
The logarithm of any number above 0 is finite; -inf belongs to 0 alone."""


class NgramLM(NgramLM):
    def sentence_logprob(self, ids):
        padded = [self.bos] * (self.n - 1) + [*ids, self.eos]
        ps = [self.prob(padded[i], padded[i - self.n + 1 : i]) for i in range(self.n - 1, len(padded))]
        return sum(map(math.log, ps)) if min(ps) > 1e-12 else -math.inf
