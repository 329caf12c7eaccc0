"""Weights that do not sum to 1, or are not n, are accepted.
The constructor raises ValueError."""


class NgramLM(NgramLM):
    def __init__(self, n, vocab_size, bos, eos, method, **hyper):
        lambdas = hyper.pop("lambdas", ())
        if method == "interpolate":
            super().__init__(n, vocab_size, bos, eos, method, lambdas=[1.0, *[0.0] * (n - 1)])
            self.lambdas = [*lambdas, *[0.0] * n][:n]
        else:
            super().__init__(n, vocab_size, bos, eos, method, **hyper)
