"""Time doubles with every step that uses a variable twice: handle each variable once, not once for every path to it."""


class Var(Var):
    def backward(self):
        for var in self._ancestors():
            if var.parents:
                var.grad = 0.0
        paths, steps = [(self, 1.0)], 0
        while paths:
            var, gradient = paths.pop()
            var.grad += gradient
            paths.extend((parent, slope * gradient) for parent, slope in var.parents)
            steps += 1
            if steps > 200_000:
                raise RuntimeError("too many paths")
