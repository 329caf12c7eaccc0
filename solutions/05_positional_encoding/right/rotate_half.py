"""The way libraries write it: full-width cosines, a rotated copy, masks and in-place work on copies."""

import math
from functools import lru_cache

import numpy as np


def _to_float(x):
    x = np.asanyarray(x)
    return x.astype(np.float64) if not np.issubdtype(x.dtype, np.floating) else x


def sinusoidal_at(positions, d_model, base=10000.0):
    p = _to_float(positions)
    column = np.arange(d_model)
    exponent = (column - column % 2) / d_model
    angle = p[..., np.newaxis].astype(np.float64) * np.exp(-math.log(base) * exponent)
    # cos a = sin(a + pi / 2)
    encoding = np.sin(angle)
    odd = column % 2 == 1
    encoding[..., odd] = np.cos(angle[..., odd])
    return encoding.astype(p.dtype, copy=False)


@lru_cache(maxsize=8)
def _table(L, d_model, base):
    return sinusoidal_at(np.arange(L, dtype=np.float64), d_model, base)


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    return _table(L, d_model, base).astype(dtype, copy=True)


def shift_matrix(k, d_model, base=10000.0):
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.repeat(k * np.exp(-math.log(base) * np.arange(0, d_model, 2) / d_model), 2)
    sine = np.sin(angle)
    sine[1::2] = 0
    return np.diag(np.cos(angle)) + np.diag(sine[:-1], 1) - np.diag(sine[:-1], -1)


def add_positional_encoding(x, pe, scale=True):
    x, pe = _to_float(x), _to_float(pe)
    L = x.shape[-2]
    if L > pe.shape[0]:
        raise ValueError(f"sequence of {L} words, table of {pe.shape[0]} rows")
    out = np.empty(x.shape, np.result_type(x, pe))
    np.multiply(x, math.sqrt(x.shape[-1]) if scale else 1, out=out)
    out += pe[:L]
    return out


def learned_positions(table, L):
    if L > np.shape(table)[0]:
        raise ValueError("no such position")
    return np.take(_to_float(table), np.arange(L), axis=0)


def learned_positions_backward(dout, Lmax):
    dout = _to_float(dout)
    N, L, d = dout.shape
    dtable = np.zeros((Lmax, d), dtype=dout.dtype)
    np.add.at(dtable, np.tile(np.arange(L), N), dout.reshape(N * L, d))
    return dtable


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    x = _to_float(x)
    d = x.shape[-1]
    r = d if rotary_dim is None else rotary_dim
    if not (0 <= r <= d and r % 2 == 0):
        raise ValueError("rotary_dim must be even and not larger than the width")
    p = np.arange(x.shape[-2], dtype=np.float64) if positions is None else np.asarray(positions, np.float64)
    if x.ndim == 4 and p.ndim == 2:
        p = p[:, np.newaxis]
    j = np.arange(r)
    j = j // 2 if interleaved else j % max(r // 2, 1)
    angle = p[..., np.newaxis] * np.power(float(base), -2 * j / max(r, 1))
    turning = x[..., :r]
    if interleaved:
        turned = np.empty_like(turning)
        turned[..., 0::2], turned[..., 1::2] = -turning[..., 1::2], turning[..., 0::2]
    else:
        turned = np.concatenate([-turning[..., r // 2 :], turning[..., : r // 2]], axis=-1)
    out = np.array(x)
    out[..., :r] = turning * np.cos(angle).astype(x.dtype) + turned * np.sin(angle).astype(x.dtype)
    return out


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    # turning by -t is turning the mirror image by t and mirroring back
    dout = _to_float(dout)
    r = dout.shape[-1] if rotary_dim is None else rotary_dim
    mirror = np.ones(dout.shape[-1], dtype=dout.dtype)
    if interleaved:
        mirror[1:r:2] = -1
    else:
        mirror[r // 2 : r] = -1
    return rope(dout * mirror, positions, base, interleaved, rotary_dim) * mirror


def alibi_slopes(n):
    m = 2 ** int(math.log2(n))
    exponents = [8 * (i + 1) / m for i in range(m)] + [4 * (2 * i + 1) / m for i in range(n - m)]
    return np.exp2(-np.array(exponents))


def alibi_bias(n, Lq, Lk, causal=True):
    distance = np.subtract.outer(np.arange(Lk - Lq, Lk), np.arange(Lk))
    penalty = np.abs(distance).astype(np.float64)
    if causal:
        penalty[distance < 0] = np.inf
    return -(alibi_slopes(n).reshape(n, 1, 1) * penalty)


def relative_index(Lq, Lk, max_dist):
    return np.fromfunction(lambda i, j: np.clip(j - i, -max_dist, max_dist) + max_dist, (Lq, Lk), dtype=int)


def relative_scores(q, k, table):
    q, k, table = _to_float(q), _to_float(k), _to_float(table)
    Lq, Lk, rows = q.shape[-2], k.shape[-2], len(table)
    q = q / math.sqrt(q.shape[-1])
    asked = q @ table.T
    index = relative_index(Lq, Lk, (rows - 1) // 2) + rows * np.arange(Lq)[:, np.newaxis]
    flat = asked.reshape(*asked.shape[:-2], Lq * rows)
    return q @ k.swapaxes(-2, -1) + flat[..., index]


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    rel = np.asarray(rel).astype(int)
    bucket = np.zeros(rel.shape, dtype=int)
    if bidirectional:
        num_buckets //= 2
        bucket += num_buckets * (rel > 0)
        distance = abs(rel)
    else:
        distance = -np.minimum(rel, 0)
    exact = num_buckets // 2
    far = distance >= exact
    steps = np.log(distance[far] / exact) / math.log(max_distance / exact) * (num_buckets - exact)
    bucket[far] += np.minimum(exact + (steps + 1e-12).astype(int), num_buckets - 1)
    bucket[~far] += distance[~far]
    return bucket
