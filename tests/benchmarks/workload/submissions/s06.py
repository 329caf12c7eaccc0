"""Right, one query after the other."""

import math

import torch


def softmax(x, dim=-1):
    shifted = x - x.amax(dim, keepdim=True)
    e = shifted.exp()
    return e / e.sum(dim, keepdim=True)


def scaled_dot_product_attention(q, k, v, mask=None, causal=False):
    rows = []
    full = None if mask is None else mask.expand(*q.shape[:-1], k.shape[-2])
    for i in range(q.shape[-2]):
        scores = (k @ q[..., i, :, None]).squeeze(-1) / math.sqrt(q.shape[-1])
        if full is not None:
            scores = scores.masked_fill(~full[..., i, :], -math.inf)
        if causal:
            scores = scores.masked_fill(torch.arange(k.shape[-2]) > i, -math.inf)
        rows.append((softmax(scores)[..., None] * v).sum(-2))
    return torch.stack(rows, dim=-2)
