"""sigmoid of a very negative number ends in an OverflowError: use e^-|x|."""


class Var(Var):
    def sigmoid(self):
        value = 1 / (1 + math.exp(-self.value))
        return Var(value, [(self, value * (1 - value))])
