"""Log-probabilities are 1.44 times too large: the logarithm is to base 2.
Use the natural one, math.log."""


class NgramLM(NgramLM):
    def sentence_logprob(self, ids):
        return super().sentence_logprob(ids) / math.log(2)
