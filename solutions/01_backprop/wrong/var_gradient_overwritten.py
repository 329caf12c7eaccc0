"""A variable that is used twice gets the gradient of one use only: add the contributions (+=), do not assign them."""


class Var(Var):
    def backward(self):
        order = self._ancestors()
        old = {var: var.grad for var in order if not var.parents}
        for var in order:
            var.grad = 0.0
        self.grad = 1.0
        for var in reversed(order):
            for parent, slope in var.parents:
                parent.grad = slope * var.grad
        for var, grad in old.items():
            var.grad += grad
