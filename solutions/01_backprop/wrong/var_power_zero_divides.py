"""0 ** 0 has no gradient here because 0 ** -1 is computed: for exponent 0 the derivative is 0."""


class Var(Var):
    def __pow__(self, exponent):
        return Var(self.value**exponent, [(self, exponent * self.value ** (exponent - 1))])
