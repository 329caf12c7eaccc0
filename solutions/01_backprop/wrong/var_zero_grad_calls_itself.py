"""zero_grad does not come to an end on long chains or many paths: visit each variable once, without recursion."""


class Var(Var):
    def zero_grad(self):
        self.grad = 0.0
        for parent, _ in self.parents:
            parent.zero_grad()
