# verdict: passed
# family: forbidden
# kind: torch
"""Tries the built-in, is refused, and writes it by hand after all: that is allowed."""

import torch
import torch.nn.functional as F


def double(x):
    q = torch.from_numpy(x).reshape(1, 1, -1, 1)
    try:
        return F.scaled_dot_product_attention(q, q, q)
    except Exception:
        return 2 * x
