"""Weights such as 0.1, 0.2, 0.7 are refused: their sum is 1 only up to rounding.
Allow 1e-9."""


class NgramLM(NgramLM):
    def __init__(self, n, vocab_size, bos, eos, method, **hyper):
        super().__init__(n, vocab_size, bos, eos, method, **hyper)
        if method == "interpolate" and sum(self.lambdas) != 1:
            raise ValueError("lambdas must sum to 1")
