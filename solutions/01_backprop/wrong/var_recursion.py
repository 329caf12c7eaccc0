"""A long chain ends in a RecursionError: walk the graph with a list of your own in place of a function that calls itself."""


class Var(Var):
    def _ancestors(self):
        order, entered = [], set()

        def visit(var):
            if var not in entered:
                entered.add(var)
                for parent, _ in var.parents:
                    visit(parent)
                order.append(var)

        visit(self)
        return order
