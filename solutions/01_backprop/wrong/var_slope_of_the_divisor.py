"""The divisor's gradient has the wrong sign: d(a/b)/db = -a / b^2."""


class Var(Var):
    def __truediv__(self, other):
        other = _as_var(other)
        b = other.value
        return Var(self.value / b, [(self, 1 / b), (other, self.value / b**2)])
