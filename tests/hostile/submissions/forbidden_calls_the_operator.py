# verdict: refused
# family: forbidden
# kind: torch
"""Calls it below Python."""

import torch


def double(x):
    q = torch.from_numpy(x).reshape(1, 1, -1, 1)
    return torch.ops.aten._scaled_dot_product_attention_math(q, q, q)[0]
