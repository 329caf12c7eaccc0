"""The derivative of exp is exp itself, the result and not the argument."""


class Var(Var):
    def exp(self):
        return Var(math.exp(self.value), [(self, self.value)])
