"""A variable passes its gradient on before all its uses have added theirs: handle it after every variable that was computed from it (topological order), not when it is first met."""


class Var(Var):
    def _ancestors(self):
        order, entered, stack = [], {self}, [self]
        while stack:
            var = stack.pop()
            order.append(var)
            for parent, _ in var.parents:
                if parent not in entered:
                    entered.add(parent)
                    stack.append(parent)
        return order[::-1]
