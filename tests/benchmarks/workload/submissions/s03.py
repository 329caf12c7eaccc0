"""Right, with the masks joined first."""

import math

import torch


def softmax(x, dim=-1):
    shifted = x - x.amax(dim, keepdim=True)
    e = shifted.exp()
    return e / e.sum(dim, keepdim=True)


def scaled_dot_product_attention(q, k, v, mask=None, causal=False):
    length, keys = q.shape[-2], k.shape[-2]
    allowed = torch.ones(length, keys, dtype=torch.bool)
    if causal:
        allowed = allowed.tril()
    if mask is not None:
        allowed = allowed & mask
    scores = torch.matmul(q, k.mT) / math.sqrt(k.shape[-1])
    return torch.matmul(softmax(scores.masked_fill(~allowed, -math.inf)), v)
