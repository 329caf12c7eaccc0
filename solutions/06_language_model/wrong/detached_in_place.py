"""Detaching changes the state that was given, and whoever still needs its graph has lost it.
Use detach(), which returns a new tensor, not detach_()."""


def detach_state(state):
    if state is None:
        return None
    if isinstance(state, tuple):
        return tuple(detach_state(part) for part in state)
    return state.detach_()
