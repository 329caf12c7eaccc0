"""number / Var is upside down: __rtruediv__ turns the operands around."""


class Var(Var):
    def __rtruediv__(self, other):
        return self / other
