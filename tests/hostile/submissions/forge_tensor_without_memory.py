# verdict: wrong
# family: forge
# kind: torch
"""A tensor of eight tebibytes that holds nothing."""

import torch


def double(x):
    return torch.empty(2**40, device="meta")
