"""a + a or a * a has half its gradient: an operand that stands on both sides counts for each of them, so do not keep the parents in a set or dictionary."""


class Var(Var):
    def __init__(self, value, parents=()):
        self.value, self.grad, self.parents = float(value), 0.0, tuple(dict(parents).items())
