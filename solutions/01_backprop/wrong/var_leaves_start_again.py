"""A second backward replaces the gradients of the leaves: they add up over calls, until zero_grad."""


class Var(Var):
    def backward(self):
        self.zero_grad()
        self.grad = 1.0
        for var in reversed(self._ancestors()):
            for parent, slope in var.parents:
                parent.grad += slope * var.grad
