# verdict: wrong
# family: forge
# kind: torch
"""A tensor that is to be conjugated by whoever reads it."""

import torch


def double(x):
    return torch.from_numpy(2 * x).to(torch.complex128).conj()
