# verdict: refused or raised
# family: forbidden
# kind: torch
"""Runs torch's own Python files again to get the original functions."""

import importlib

import torch
import torch.nn.functional


def double(x):
    F = importlib.reload(torch.nn.functional)
    q = torch.from_numpy(x).reshape(1, 1, -1, 1)
    return F.scaled_dot_product_attention(q, q, q)
