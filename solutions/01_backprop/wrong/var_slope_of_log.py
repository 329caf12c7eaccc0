"""The derivative of log is 1 / x, with x the argument and not the result."""


class Var(Var):
    def log(self):
        value = math.log(self.value)
        return Var(value, [(self, 1 / value)])
