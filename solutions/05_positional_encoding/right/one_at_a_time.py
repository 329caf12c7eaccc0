"""One thing at a time: a pair of features, a distance, a number; each with all positions at once."""

import math

import numpy as np


def _f(a):
    a = np.asarray(a)
    return a if a.dtype in (np.float32, np.float64) else a.astype(np.float64)


def _angle(positions, j, width, base):
    return np.asarray(positions, np.float64) / math.pow(base, 2 * j / width)


def _waves(positions, d, base, dtype):
    out = np.empty((*np.shape(positions), d), dtype)
    for column in range(d):
        curve = np.cos if column % 2 else np.sin
        out[..., column] = curve(_angle(positions, column // 2, d, base))
    return out


def sinusoidal_at(positions, d_model, base=10000.0):
    return _waves(positions, d_model, base, _f(positions).dtype)


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    return _waves(np.arange(L), d_model, base, dtype)


def shift_matrix(k, d_model, base=10000.0):
    if d_model % 2:
        raise ValueError("an odd number of features cannot be moved")
    M = np.zeros((d_model, d_model))
    for j in range(d_model // 2):
        t = float(_angle(k, j, d_model, base))
        a, b = 2 * j, 2 * j + 1
        M[a, a] = M[b, b] = math.cos(t)
        M[a, b], M[b, a] = math.sin(t), -math.sin(t)
    return M


def add_positional_encoding(x, pe, scale=True):
    x, pe = _f(x), _f(pe)
    L, d = x.shape[1:]
    if L > len(pe):
        raise ValueError(f"{L} positions, but only {len(pe)} rows")
    return (math.sqrt(d) if scale else 1.0) * x + pe[None, :L]


# B


def learned_positions(table, L):
    if L > len(table):
        raise ValueError(f"{L} positions, but only {len(table)} rows")
    return _f(table)[:L].copy()


def learned_positions_backward(dout, Lmax):
    dout = _f(dout)
    dtable = np.zeros((Lmax, dout.shape[-1]), dtype=dout.dtype)
    for sequence in dout:
        dtable[: len(sequence)] += sequence
    return dtable


# C


def _rotate(x, positions, base, interleaved, rotary_dim, direction):
    x = _f(x)
    L, d = x.shape[-2:]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 or r > d:
        raise ValueError(f"cannot turn {r} of {d} features")
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if x.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None]
    out = x.copy()
    for j in range(r // 2):
        first, second = (2 * j, 2 * j + 1) if interleaved else (j, j + r // 2)
        t = direction * _angle(positions, j, r, base)
        cos, sin = np.cos(t), np.sin(t)
        a, b = x[..., first].astype(np.float64), x[..., second].astype(np.float64)
        out[..., first], out[..., second] = a * cos - b * sin, a * sin + b * cos
    return out


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    return _rotate(x, positions, base, interleaved, rotary_dim, 1)


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    return _rotate(dout, positions, base, interleaved, rotary_dim, -1)


# D


def alibi_slopes(n):
    m = 1 << (n.bit_length() - 1)
    slopes = [2.0 ** (-8 * i / m) for i in range(1, m + 1)]
    finer = [2.0 ** (-8 * i / (2 * m)) for i in range(1, 2 * m + 1)]
    return np.array((slopes + finer[::2])[:n])


def alibi_bias(n, Lq, Lk, causal=True):
    ahead = np.arange(Lk) - (np.arange(Lq) + (Lk - Lq))[:, None]  # key minus query
    bias = -np.einsum("h,ij->hij", alibi_slopes(n), np.abs(ahead).astype(float))
    if causal:
        bias[:, ahead > 0] = -math.inf
    return bias


def relative_index(Lq, Lk, max_dist):
    index = np.zeros((Lq, Lk), dtype=int)
    for step in range(1 - max_dist, max_dist + 1):
        index += np.arange(Lk) - np.arange(Lq)[:, None] >= step
    return index


def relative_scores(q, k, table):
    q, k, table = _f(q), _f(k), _f(table)
    index = relative_index(q.shape[-2], k.shape[-2], len(table) // 2)
    answers = q @ table.T  # what a query says to each distance
    scores = (q @ np.swapaxes(k, -1, -2)).astype(np.result_type(q, k, table))
    for number in range(len(table)):
        scores += np.where(index == number, answers[..., number, None], 0)
    return scores / math.sqrt(q.shape[-1])


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    B = num_buckets // 2 if bidirectional else num_buckets
    e = B // 2

    def one(r):
        r = int(r)
        if bidirectional:
            start, n = (B if r > 0 else 0), abs(r)
        else:
            start, n = 0, max(-r, 0)
        if n < e:
            return start + n
        return start + min(B - 1, e + math.floor((B - e) * math.log(n / e) / math.log(max_distance / e)))

    rel = np.asarray(rel)
    return np.array([one(r) for r in rel.ravel()], dtype=int).reshape(rel.shape)
