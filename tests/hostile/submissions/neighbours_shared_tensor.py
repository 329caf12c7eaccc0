# verdict: raised or crashed
# family: neighbours
# kind: torch
"""Puts a tensor where other processes could map it."""

import torch


def double(x):
    tensor = torch.from_numpy(2 * x).share_memory_()
    return tensor.numpy() if tensor.is_shared() else x
