"""number - Var has the wrong sign: a - b and b - a differ, so __rsub__ turns the operands around."""


class Var(Var):
    def __rsub__(self, other):
        return self - other
