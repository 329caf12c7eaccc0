"""Inputs for the tests, and the slow loops that the public speed tests must beat.

Every builder takes a random generator first, so the same generator gives the same inputs. Sizes differ from
each other wherever a mix-up of two axes could hide behind equal ones.
"""

import math

import numpy as np


def real_positions(rng, *shape, dtype=np.float64):
    """Positions between -20 and 20 that are not whole numbers."""
    return rng.uniform(-20, 20, size=shape).astype(dtype)


def whole_positions(rng, *shape, high=100, dtype=np.int64):
    """Positions 0 ... high - 1, in no order, some perhaps twice."""
    return rng.integers(0, high, size=shape).astype(dtype)


def words(rng, N=3, L=5, d=4, dtype=np.float64):
    """Word vectors (N, L, d)."""
    return rng.normal(size=(N, L, d)).astype(dtype)


def table(rng, Lmax=11, d=4, dtype=np.float64):
    """A table with one row (d,) for each position."""
    return rng.normal(size=(Lmax, d)).astype(dtype)


def heads(rng, lead=(2, 3), L=5, d=8, dtype=np.float64):
    """Queries or keys (*lead, L, d)."""
    return rng.normal(size=(*lead, L, d)).astype(dtype)


def relative(rng, lead=(2, 3), Lq=5, Lk=7, E=6, max_dist=2, dtype=np.float64):
    """All arguments of `relative_scores`: q (*lead, Lq, E), k (*lead, Lk, E), table (2 max_dist + 1, E)."""
    q = rng.normal(size=(*lead, Lq, E)).astype(dtype)
    k = rng.normal(size=(*lead, Lk, E)).astype(dtype)
    return q, k, rng.normal(size=(2 * max_dist + 1, E)).astype(dtype)


def distances(rng, *shape, high=200, dtype=np.int64):
    """Relative positions -high ... high in no order."""
    return rng.integers(-high, high + 1, size=shape).astype(dtype)


# Speed. The sizes make a Python loop expensive and the arithmetic cheap: many positions, few features. About
# 4 % of jitter, so that no two inputs are alike.


def _about(rng, n):
    return int(rng.integers(round(0.96 * n), round(1.04 * n) + 1))


def sinusoids_speed_inputs(rng):
    """Arguments and options of `sinusoidal_encoding`: 30000 positions, 8 features, another base each time."""
    return (_about(rng, 30000), 8), {"base": float(rng.uniform(5000, 20000))}


def sinusoids_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return (3, 8), {"base": float(rng.uniform(5000, 20000))}


def rope_speed_inputs(rng):
    """Arguments and options of `rope`: 2 heads, 1000 positions, 64 features."""
    return (heads(rng, (2,), _about(rng, 1000), 64),), {"base": float(rng.uniform(5000, 20000))}


def rope_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return (heads(rng, (2,), 3, 64),), {"base": float(rng.uniform(5000, 20000))}


def relative_speed_inputs(rng):
    """Arguments and options of `relative_scores`: 384 queries and keys of width 128, 5 distances.

    So few that a loop over them is cheap, as it should be: it makes no vector for each pair.
    """
    return relative(rng, (), _about(rng, 384), _about(rng, 384), 128, 2), {}


def relative_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return relative(rng, (), 3, 5, 128, 2), {}


def sinusoids_by_number(L, d_model, base):
    """Take one sine or cosine after the other, in two Python loops."""
    encoding = np.empty((L, d_model))
    for p in range(L):
        for c in range(0, d_model, 2):
            angle = p * base ** (-c / d_model)
            encoding[p, c] = math.sin(angle)
            encoding[p, c + 1] = math.cos(angle)
    return encoding


def rope_by_matrix(x, base):
    """Build one rotation matrix (d, d) for each position and multiply by it: mostly multiplications by 0."""
    *_, L, d = x.shape
    rotation = np.zeros((L, d, d))
    even = np.arange(0, d, 2)
    angle = np.arange(L)[:, None] * base ** (-even / d)
    rotation[:, even, even] = rotation[:, even + 1, even + 1] = np.cos(angle)
    rotation[:, even + 1, even] = np.sin(angle)
    rotation[:, even, even + 1] = -np.sin(angle)
    return (rotation @ x[..., None])[..., 0]


def relative_by_vectors(q, k, table):
    """Lay out a vector for each pair of query and key: Lq * Lk * E numbers."""
    Lq, Lk, reach = len(q), len(k), len(table) // 2
    index = np.clip(np.arange(Lk) - np.arange(Lq)[:, None], -reach, reach) + reach
    return ((k + table[index]) @ q[:, :, None])[..., 0] / math.sqrt(q.shape[-1])
