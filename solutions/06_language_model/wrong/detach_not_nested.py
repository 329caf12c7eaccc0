"""Raises for None, or for a tuple inside a tuple.
Let the function call itself for each part."""


def detach_state(state):
    if isinstance(state, tuple):
        return tuple(part.detach() for part in state)
    return state.detach()
