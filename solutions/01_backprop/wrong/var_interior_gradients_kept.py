"""A second backward more than doubles the leaves: variables in between have to forget their old gradient when a call begins."""


class Var(Var):
    def backward(self):
        self.grad += 1.0
        for var in reversed(self._ancestors()):
            for parent, slope in var.parents:
                parent.grad += slope * var.grad
