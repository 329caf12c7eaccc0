# verdict: wrong
# family: forge
# kind: torch
"""The right numbers in a sparse tensor."""

import torch


def double(x):
    return torch.from_numpy(2 * x).to_sparse()
