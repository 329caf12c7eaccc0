"""The derivative of relu at exactly 0 is 1; by convention it is 0 there."""


class Var(Var):
    def relu(self):
        return Var(max(self.value, 0.0), [(self, 1.0 if self.value >= 0 else 0.0)])
