"""Inputs for the tests, and the slow loops that the public speed tests must beat.

Every builder takes a random generator first, so the same generator gives the same inputs. Sizes differ from
each other wherever a mix-up of two axes could hide behind equal ones.
"""

import numpy as np

PADDING = 1e4
"""What stands past a row's end: finite, and too large to overlook."""


def parameters(rng, D=4, H=7, dtype=np.float64):
    """W_ih (4H, D), W_hh (4H, H), b_ih (4H,) and b_hh (4H,), two biases that differ."""
    W_ih, W_hh = rng.normal(size=(4 * H, D)) / np.sqrt(D), rng.normal(size=(4 * H, H)) / np.sqrt(H)
    b_ih, b_hh = rng.normal(size=4 * H), rng.normal(size=4 * H)
    return tuple(array.astype(dtype) for array in (W_ih, W_hh, b_ih, b_hh))


def cell(rng, N=3, D=4, H=7, dtype=np.float64):
    """All arguments of `lstm_cell_forward`: x (N, D), h and c (N, H), and the parameters."""
    x, h, c = rng.normal(size=(N, D)), rng.normal(size=(N, H)), 2 * rng.normal(size=(N, H))
    return x.astype(dtype), h.astype(dtype), c.astype(dtype), *parameters(rng, D, H, dtype)


def cell_upstream(rng, inputs):
    """Gradients (dh_next, dc_next) for the arguments of one step."""
    c = inputs[2]
    return rng.normal(size=c.shape).astype(c.dtype), rng.normal(size=c.shape).astype(c.dtype)


def saturated(rng, N=3, D=4, H=7, size=1e3):
    """Arguments of one step whose pre-activations are about +-`size`, both signs in every block of gates."""
    x, h, c, W_ih, W_hh, b_ih, b_hh = cell(rng, N, D, H)
    signs = np.where(np.arange(4 * H) % 2, size, -size)
    return x, h, c, W_ih, W_hh, b_ih + rng.permuted(signs.reshape(4, H), axis=1).ravel(), b_hh


def sequence(rng, N=3, T=5, D=4, H=7, dtype=np.float64):
    """All positional arguments of `lstm_forward`: x (N, T, D), h0 and c0 (N, H), and the parameters."""
    _, h0, c0, *rest = cell(rng, N, D, H, dtype)
    return rng.normal(size=(N, T, D)).astype(dtype), h0, c0, *rest


def sequence_upstream(rng, inputs):
    """Gradients (dhs, dhT, dcT) for the arguments of a sequence."""
    x, h0, *_ = inputs
    shapes = (*x.shape[:2], h0.shape[1]), h0.shape, h0.shape
    return tuple(rng.normal(size=shape).astype(x.dtype) for shape in shapes)


def pad(array, lengths):
    """A copy of `array` (N, T, *) with large numbers past the end of every row."""
    padded = array.copy()
    for row, length in zip(padded, lengths, strict=True):
        row[int(length) :] = PADDING * (1 + np.arange(row.shape[1]))
    return padded


def gates(rng, T=5, N=3, H=7):
    """Forget gates (T, N, H) strictly between 0 and 1."""
    return rng.uniform(0.2, 0.95, size=(T, N, H))


def gradients(rng, norm, dtype=np.float64):
    """Gradients of four parameters, named, with very different lengths and `norm` as their total."""
    W_ih, W_hh, b_ih, b_hh = parameters(rng, D=3, H=2)
    grads = {"W_ih": W_ih, "W_hh": 3 * W_hh, "b_ih": 0.1 * b_ih, "b_hh": 0.5 * b_hh}
    total = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    return {name: (norm / total * grad).astype(dtype) for name, grad in grads.items()}


# Speed. The sizes make a Python loop over rows or units expensive and the arithmetic cheap. About 4 % of
# jitter, so that no two inputs are alike.


def forward_speed_inputs(rng):
    """Arguments and options: 24 sequences of 120 steps, 16 features, 48 units."""
    return sequence(rng, N=24, T=int(rng.integers(115, 126)), D=16, H=48), {}


def forward_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return sequence(rng, N=2, T=3, D=3, H=2), {}


def backward_speed_inputs(rng, N=48, T=None, D=8, H=16):
    """Arguments and options of `lstm_backward_repeated`: ten gradients for 48 sequences of 20 steps.

    Ten with one cache, so that a slow forward run hardly counts in the time of backward.
    """
    inputs = sequence(rng, N, int(rng.integers(19, 22)) if T is None else T, D, H)
    dhs, dhT, dcT = sequence_upstream(rng, inputs)
    return (rng.normal(size=(10, *dhs.shape)), dhT, dcT, *inputs), {}


def backward_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return backward_speed_inputs(rng, N=2, T=3, D=3, H=2)


def long_sequences(rng):
    """Arguments and options for the public speed test: 32 sequences of about 100 steps, 16 features."""
    return sequence(rng, N=32, T=int(rng.integers(96, 105)), D=16, H=32), {}


def long_sequences_backward(rng):
    """Arguments and options of `lstm_backward` for the public speed test, in the same sizes."""
    inputs, _ = long_sequences(rng)
    return (*sequence_upstream(rng, inputs), *inputs), {}


def loop_over_rows(x, h0, c0, W_ih, W_hh, b_ih, b_hh):
    """Do one row after the other: what every row and step costs in a Python loop at the least.

    It is a yardstick and no LSTM: the four blocks are squeezed alike, and nothing is kept for the way back.
    """
    N, T, _ = x.shape
    H = h0.shape[1]
    hs = np.empty((N, T, H))
    for n in range(N):
        h, c = h0[n], c0[n]
        for t in range(T):
            a = W_ih @ x[n, t] + W_hh @ h + b_ih + b_hh
            one, two, three, four = (np.tanh(0.5 * part) + 1 for part in a.reshape(4, H))
            c = 0.2 * (one * c + two * three)
            h = four * np.tanh(c)
            hs[n, t] = h
    return hs


def loop_over_rows_backward(dhs, dhT, dcT, x, h0, c0, W_ih, W_hh, b_ih, b_hh):
    """Do one row after the other, forward and then something like backward: a yardstick, no gradient."""
    hs = loop_over_rows(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    N, T, _ = hs.shape
    dW_ih, dW_hh = np.zeros(W_ih.shape), np.zeros(W_hh.shape)
    for n in range(N):
        dh = dhT[n]
        for t in reversed(range(T)):
            da = np.concatenate([dhs[n, t] + dh] * 4) * (1 + hs[n, t].sum())
            dW_ih += np.outer(da, x[n, t])
            dW_hh += np.outer(da, hs[n, t])
            dh = 1e-3 * np.tanh(da @ W_hh)
    return dW_ih, dW_hh
