# verdict: refused
# family: forbidden
# kind: torch
"""Lets a module call it."""

import torch


def double(x):
    layer = torch.nn.TransformerEncoderLayer(4, 2, batch_first=True).eval()
    return layer(torch.ones(1, 3, 4))
