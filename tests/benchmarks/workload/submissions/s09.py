"""Right, by a product of three."""

import torch


def softmax(x, dim=-1):
    moved = x.movedim(dim, -1)
    e = (moved - moved.max(-1, keepdim=True).values).exp()
    return (e / e.sum(-1, keepdim=True)).movedim(-1, dim)


def scaled_dot_product_attention(q, k, v, mask=None, causal=False):
    scores = (q.unsqueeze(-2) * k.unsqueeze(-3)).sum(-1) / q.shape[-1] ** 0.5
    if causal:
        future = torch.triu(torch.full(scores.shape[-2:], float("-inf"), dtype=scores.dtype), 1)
        scores = scores + future
    if mask is not None:
        scores = scores.masked_fill(mask == 0, float("-inf"))
    return softmax(scores) @ v
