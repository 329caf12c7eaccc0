"""Inputs for the tests, and the slow loops that the public speed tests must beat.

Every builder takes a random generator first, so the same generator gives the same inputs. Sizes differ from
each other wherever a mix-up of two axes could hide behind equal ones.
"""

import numpy as np


def attention(rng, lead=(3, 2), L=5, S=7, E=4, Ev=6, dtype=np.float64):
    """Queries (*lead, L, E), keys (*lead, S, E) and values (*lead, S, Ev)."""
    q = rng.normal(size=(*lead, L, E)).astype(dtype)
    k = rng.normal(size=(*lead, S, E)).astype(dtype)
    v = rng.normal(size=(*lead, S, Ev)).astype(dtype)
    return q, k, v


def upstream(rng, q, v):
    """A gradient with the shape of the attention of queries `q` over values `v`."""
    return rng.normal(size=(*q.shape[:-1], v.shape[-1])).astype(v.dtype)


def bool_mask(rng, *shape):
    """A boolean mask in which every query keeps at least one key and, given two, loses at least one."""
    mask = rng.random(shape) < 0.6
    choice = rng.permuted(np.broadcast_to(np.arange(shape[-1]), shape), axis=-1)
    mask[choice == 0] = True
    if shape[-1] > 1:
        mask[choice == 1] = False
    return mask


def dead_rows_mask(rng, *shape):
    """A boolean mask in which some queries, the first always, may see no key at all."""
    mask = bool_mask(rng, *shape)
    dead = rng.random(shape[:-1]) < 0.3
    dead[..., 0] = True
    mask[dead] = False
    return mask


def float_mask(rng, *shape, dtype=np.float64):
    """A float mask of finite biases with -inf in the places that are blocked."""
    bias = rng.normal(size=shape)
    return np.where(bool_mask(rng, *shape), bias, -np.inf).astype(dtype)


def sequences(rng, N=3, Lq=5, Lk=7, Dq=4, Dk=6, dtype=np.float64):
    """Queries s (N, Lq, Dq) and keys h (N, Lk, Dk) for the family of score functions."""
    return rng.normal(size=(N, Lq, Dq)).astype(dtype), rng.normal(size=(N, Lk, Dk)).astype(dtype)


def additive(rng, N=3, Lq=5, Lk=7, Dq=4, Dk=6, A=8, dtype=np.float64):
    """All arguments of `score_additive`: s, h, Wq (A, Dq), Wk (A, Dk), v (A,)."""
    s, h = sequences(rng, N, Lq, Lk, Dq, Dk, dtype)
    Wq, Wk, v = rng.normal(size=(A, Dq)), rng.normal(size=(A, Dk)), rng.normal(size=A)
    return s, h, Wq.astype(dtype), Wk.astype(dtype), v.astype(dtype)


def multihead(rng, N=2, L=5, S=7, E=12, n_heads=3, bias=True, dtype=np.float64):
    """All positional arguments of `multihead_attention`: xq, xkv, W_in, b_in, W_out, b_out, n_heads."""
    xq, xkv = sequences(rng, N, L, S, E, E, dtype)
    W_in = (rng.normal(size=(3 * E, E)) / np.sqrt(E)).astype(dtype)
    W_out = (rng.normal(size=(E, E)) / np.sqrt(E)).astype(dtype)
    b_in, b_out = rng.normal(size=3 * E).astype(dtype), rng.normal(size=E).astype(dtype)
    return xq, xkv, W_in, b_in if bias else None, W_out, b_out if bias else None, n_heads


def walk(rng, L=5, D=7, E=3, Ev=4, dtype=np.float64):
    """All arguments of `self_attention_steps`: x (L, D), Wq and Wk (E, D), Wv (Ev, D)."""
    shapes = (L, D), (E, D), (E, D), (Ev, D)
    return tuple((rng.normal(size=shape) / np.sqrt(shape[-1])).astype(dtype) for shape in shapes)


# Speed. The sizes make a Python loop expensive and the arithmetic cheap: many small attentions, many queries
# for few keys. About 4 % of jitter, so that no two inputs are alike.


def sdpa_speed_inputs(rng):
    """Arguments and options: 192 sequences, 16 heads, 6 positions, 4 features, with a mask."""
    N = int(rng.integers(185, 200))
    q, k, v = attention(rng, lead=(N, 16), L=6, S=6, E=4, Ev=4)
    return (q, k, v), {"mask": bool_mask(rng, N, 1, 6, 6)}


def sdpa_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return attention(rng, lead=(2, 2), L=3, S=3, E=4, Ev=4), {"mask": bool_mask(rng, 2, 1, 3, 3)}


def additive_speed_inputs(rng):
    """Arguments and options: 9000 queries, 5 keys, 4 hidden units."""
    return additive(rng, N=1, Lq=int(rng.integers(8640, 9361)), Lk=5, Dq=3, Dk=2, A=4), {}


def additive_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return additive(rng, N=1, Lq=3, Lk=5, Dq=3, Dk=2, A=4), {}


def loop_over_heads(q, k, v, mask):
    """Do one small product after the other: what every sequence and head costs in a Python loop at the least.

    It is a yardstick and no attention: no scale, no mask, no softmax.
    """
    out = np.empty(q.shape)
    for n in range(q.shape[0]):
        for h in range(q.shape[1]):
            out[n, h] = np.exp(q[n, h] @ k[n, h].T) @ v[n, h]
    return out


def loop_over_queries(s, h, Wq, Wk, v):
    """Do one small product after the other: what every query costs in a Python loop at the least.

    It is a yardstick and no score: the keys are not projected.
    """
    out = np.empty((s.shape[0], s.shape[1], Wk.shape[0]))
    for n in range(s.shape[0]):
        for i in range(s.shape[1]):
            out[n, i] = np.tanh(Wq @ s[n, i]) * v
    return out
