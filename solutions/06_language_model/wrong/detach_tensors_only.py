"""A tuple comes back as it was, undetached.
Go through its parts, also through tuples in tuples."""


def detach_state(state):
    return state.detach() if isinstance(state, torch.Tensor) else state
