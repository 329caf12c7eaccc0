"""Weights such as 0.7 + 0.2 + 0.1 are refused, whose sum in floats is a little off 1.
Refuse them only if the sum is more than 1e-9 away from 1."""

_right = NgramLM


class NgramLM(_right):
    def __init__(self, n, vocab_size, bos, eos, method, **hyper):
        if method == "interpolate" and sum(hyper["lambdas"]) != 1:
            raise ValueError("the weights do not sum to 1")
        super().__init__(n, vocab_size, bos, eos, method, **hyper)
