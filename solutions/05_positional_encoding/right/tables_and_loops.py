"""Loops over features, heads and distances where they are few; formulas only where there are many numbers."""

import bisect
import math

import numpy as np


def as_floats(x):
    x = np.array(x)
    return x if x.dtype in (np.float32, np.float64) else x.astype(float)


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = as_floats(positions)
    wide = positions.astype(float)
    columns = []
    for c in range(d_model):
        wave = np.cos if c % 2 else np.sin
        columns.append(wave(wide / base ** (2 * (c // 2) / d_model)))
    return np.stack(columns, axis=-1).astype(positions.dtype)


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    table = np.zeros((L, d_model), dtype)
    p = np.arange(L)
    for c in range(0, d_model, 2):
        angle = p / base ** (c / d_model)
        table[:, c] = np.sin(angle)
        if c + 1 < d_model:
            table[:, c + 1] = np.cos(angle)
    return table


def shift_matrix(k, d_model, base=10000.0):
    if d_model % 2:
        raise ValueError("d_model is odd")
    blocks = np.eye(d_model)
    for j in range(d_model // 2):
        t = k / base ** (2 * j / d_model)
        blocks[2 * j, 2 * j] = math.cos(t)
        blocks[2 * j, 2 * j + 1] = math.sin(t)
        blocks[2 * j + 1, 2 * j] = -math.sin(t)
        blocks[2 * j + 1, 2 * j + 1] = math.cos(t)
    return blocks


def add_positional_encoding(x, pe, scale=True):
    out, pe = as_floats(x), as_floats(pe)
    N, L, d = out.shape
    if L > len(pe):
        raise ValueError("too few positions")
    out = out.astype(np.promote_types(out.dtype, pe.dtype))
    if scale:
        out *= d**0.5
    for n in range(N):
        out[n] += pe[:L]
    return out


def learned_positions(table, L):
    table = as_floats(table)
    if L > len(table):
        raise ValueError("too few positions")
    return table[list(range(L))]


def learned_positions_backward(dout, Lmax):
    dout = as_floats(dout)
    dtable = np.zeros((Lmax, dout.shape[2]), dtype=dout.dtype)
    for gradient in dout:
        dtable[: len(gradient)] += gradient
    return dtable


def _angles(x, positions, base, pairs, r):
    if positions is None:
        positions = np.arange(x.shape[-2])
    positions = np.asarray(positions).astype(float)
    if x.ndim == 4 and positions.ndim == 2:
        positions = positions[:, np.newaxis, :]
    return [positions / base ** (2 * j / r) for j in range(pairs)]


def _turn(x, positions, base, interleaved, rotary_dim, direction):
    out = as_floats(x)
    d = out.shape[-1]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 != 0:
        raise ValueError("an odd number of features cannot be paired")
    if r > d:
        raise ValueError("there are fewer features")
    for j, angle in enumerate(_angles(out, positions, base, r // 2, r)):
        one, two = (2 * j, 2 * j + 1) if interleaved else (j, j + r // 2)
        cos = np.cos(angle).astype(out.dtype)
        sin = np.sin(direction * angle).astype(out.dtype)
        a, b = out[..., one].copy(), out[..., two].copy()
        out[..., one] = cos * a - sin * b
        out[..., two] = sin * a + cos * b
    return out


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    return _turn(x, positions, base, interleaved, rotary_dim, 1)


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    return _turn(dout, positions, base, interleaved, rotary_dim, -1)


def alibi_slopes(n):
    power = 1
    while power * 2 <= n:
        power *= 2
    slopes = [2 ** (-8 * (i + 1) / power) for i in range(power)]
    i = 0
    while len(slopes) < n:
        slopes.append(2 ** (-8 * (i + 1) / (2 * power)))
        i += 2
    return np.array(slopes)


def alibi_bias(n, Lq, Lk, causal=True):
    bias = np.zeros((n, Lq, Lk))
    for h, slope in enumerate(alibi_slopes(n)):
        for i in range(Lq):
            for j in range(Lk):
                far = i + Lk - Lq - j
                bias[h, i, j] = -math.inf if causal and far < 0 else -slope * abs(far)
    return bias


def relative_index(Lq, Lk, max_dist):
    row = np.arange(-Lq, Lk).clip(-max_dist, max_dist) + max_dist
    index = np.zeros((Lq, Lk), dtype=np.int32)
    for i in range(Lq):
        index[i] = row[Lq - i : Lq - i + Lk]
    return index


def relative_scores(q, k, table):
    q, k, table = as_floats(q), as_floats(k), as_floats(table)
    Lq, Lk = q.shape[-2], k.shape[-2]
    asked = q @ table.T
    scores = np.zeros((*q.shape[:-1], Lk), np.result_type(q, k, table))
    numbers = relative_index(Lq, Lk, len(table) // 2)
    for i in range(Lq):
        scores[..., i, :] = asked[..., i, numbers[i]]
    scores += q @ np.moveaxis(k, -1, -2)
    return scores / q.shape[-1] ** 0.5


def t5_bucket(rel, bidirectional=True, num_buckets=32, max_distance=128):
    side = num_buckets // 2 if bidirectional else num_buckets
    exact = side // 2
    # where each bucket begins: 0, 1, ..., exact, then growing by a constant factor
    starts = list(range(exact))
    starts += [exact * (max_distance / exact) ** (m / (side - exact)) for m in range(side - exact)]
    starts = [start * (1 - 1e-12) for start in starts]

    def bucket(one):
        if bidirectional:
            return bisect.bisect_right(starts, abs(one)) - 1 + (side if one > 0 else 0)
        return bisect.bisect_right(starts, max(-one, 0)) - 1

    rel = np.asarray(rel)
    return np.array([bucket(int(one)) for one in rel.ravel()], dtype=np.int64).reshape(rel.shape)
