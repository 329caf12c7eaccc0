# verdict: wrong
# family: forge
# kind: torch
"""A tensor of quantized numbers."""

import torch


def double(x):
    return torch.quantize_per_tensor(torch.from_numpy(2 * x).float(), 0.1, 0, torch.qint8)
