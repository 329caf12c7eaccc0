# verdict: wrong or raised or crashed
# family: forge
# kind: torch
"""Tensors whose own methods lie about what they hold."""

import numpy as np
import torch


class Liar:
    dtype = np.dtype("f8")
    ndim = 1
    nbytes = 0
    shape = (2**40,)


torch.Tensor.detach = torch.Tensor.cpu = lambda self: self
torch.Tensor.numpy = lambda self: Liar()


def double(x):
    return torch.from_numpy(x)
