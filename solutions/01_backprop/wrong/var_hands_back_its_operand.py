"""Where an operation changes nothing it hands back its operand, whose gradient counts double: make a new Var."""


class Var(Var):
    def __add__(self, other):
        if not isinstance(other, Var) and other == 0:
            return self
        other = _as_var(other)
        return Var(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def relu(self):
        return self if self.value > 0 else Var(0.0, [(self, 0.0)])
