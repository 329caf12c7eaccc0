# verdict: refused
# family: forbidden
"""Imports torch in an exercise of numpy."""


def double(x):
    import torch

    return torch.add(torch.from_numpy(x), torch.from_numpy(x)).numpy()
