"""A tuple comes back as a list: [detach_state(part) for ...] makes one.
The structure stays what it was: tuple(...)."""


def detach_state(state):
    if state is None:
        return None
    if isinstance(state, tuple):
        return [detach_state(part) for part in state]
    return state.detach()
