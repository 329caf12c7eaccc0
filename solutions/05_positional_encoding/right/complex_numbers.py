"""Pairs of features as complex numbers; everything as one expression where that goes."""

import cmath
import math

import numpy as np


def _floating(x):
    x = np.asarray(x)
    return x if x.dtype.kind == "f" else x.astype("f8")


def _waves(positions, width, base):
    """e^(i p w_j), shape (*, width / 2 rounded up)."""
    j = np.arange(-(-width // 2))
    return np.exp(
        1j * np.multiply.outer(np.asarray(positions, "f8"), np.power(float(base), -2.0 * j / width))
    )


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _floating(positions)
    z = _waves(positions, d_model, base)
    both = np.stack([z.imag, z.real], axis=-1)
    return both.reshape(*positions.shape, z.shape[-1] * 2)[..., :d_model].astype(positions.dtype)


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    return np.asarray(sinusoidal_at(np.arange(L), d_model, base), dtype=dtype)


def shift_matrix(k, d_model, base=10000.0):
    if d_model % 2 == 1:
        raise ValueError("odd width")
    M = np.zeros((d_model, d_model))
    for c in range(0, d_model, 2):
        z = cmath.exp(1j * k * float(base) ** (-c / d_model))
        M[c : c + 2, c : c + 2] = [[z.real, z.imag], [-z.imag, z.real]]
    return M


def add_positional_encoding(x, pe, scale=True):
    x, pe = _floating(x), _floating(pe)
    if x.shape[1] > pe.shape[0]:
        raise ValueError("the table is too short")
    factor = math.sqrt(x.shape[2]) if scale else 1.0
    return factor * x + pe[None, : x.shape[1]]


def learned_positions(table, L):
    table = np.asarray(table)
    if L > table.shape[0]:
        raise ValueError("the table is too short")
    return np.array(table[:L])


def learned_positions_backward(dout, Lmax):
    total = np.add.reduce(_floating(dout), axis=0)
    return np.pad(total, ((0, Lmax - total.shape[0]), (0, 0)))


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None, _sign=1):
    x = _floating(x)
    d = x.shape[-1]
    r = rotary_dim if rotary_dim is not None else d
    if r % 2 == 1 or r > d:
        raise ValueError("rotary_dim must be even and at most d")
    if r == 0:
        return x.copy()
    if positions is None:
        positions = range(x.shape[-2])
    positions = np.array(positions, dtype="f8")
    if positions.ndim == 2 and x.ndim == 4:
        positions = np.expand_dims(positions, 1)
    turn = _waves(positions, r, base)
    turn = (turn if _sign > 0 else turn.conj()).astype(np.result_type(x.dtype, np.complex64))
    turning, rest = x[..., :r], x[..., r:]
    if interleaved:
        z = (turning[..., 0::2] + 1j * turning[..., 1::2]) * turn
        turned = np.stack([z.real, z.imag], axis=-1).reshape(turning.shape)
    else:
        z = (turning[..., : r // 2] + 1j * turning[..., r // 2 :]) * turn
        turned = np.concatenate([z.real, z.imag], axis=-1)
    return np.concatenate([turned.astype(x.dtype), rest], axis=-1)


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    return rope(dout, positions, base, interleaved, rotary_dim, _sign=-1)


def alibi_slopes(n):
    if n & (n - 1) == 0:
        first = 2.0 ** (-8.0 / n)
        return first ** np.arange(1, n + 1)
    lower = 2 ** math.floor(math.log2(n))
    return np.append(alibi_slopes(lower), alibi_slopes(2 * lower)[::2][: n - lower])


def alibi_bias(n, Lq, Lk, causal=True):
    here = np.arange(Lk - Lq, Lk).reshape(Lq, 1)
    there = np.arange(Lk).reshape(1, Lk)
    bias = np.multiply.outer(alibi_slopes(n), -np.abs(here - there).astype(float))
    if causal:
        bias[:, there > here] = -math.inf
    return bias


def relative_index(Lq, Lk, max_dist):
    i, j = np.indices((Lq, Lk))
    return np.minimum(np.maximum(j - i, -max_dist), max_dist) + max_dist


def relative_scores(q, k, table):
    q, k, table = map(_floating, (q, k, table))
    *lead, Lq, E = q.shape
    Lk = k.shape[-2]
    index = relative_index(Lq, Lk, len(table) // 2)
    asked = np.einsum("...ie,re->...ir", q, table)
    by_distance = np.take_along_axis(asked, np.broadcast_to(index, (*lead, Lq, Lk)), axis=-1)
    return (np.matmul(q, np.swapaxes(k, -1, -2)) + by_distance) * (1 / math.sqrt(E))


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    rel = np.asarray(rel, dtype=np.int64)
    if bidirectional:
        side = num_buckets // 2
        return side * (rel > 0) + _one_side(np.abs(rel), side, max_distance)
    return _one_side(np.where(rel < 0, -rel, 0), num_buckets, max_distance)


def _one_side(n, buckets, max_distance):
    exact = buckets // 2
    ratio = np.log(np.clip(n, exact, None) / exact) / np.log(max_distance / exact)
    coarse = exact + np.floor(ratio * (buckets - exact)).astype(int)
    return np.where(n < exact, n, coarse.clip(max=buckets - 1))
