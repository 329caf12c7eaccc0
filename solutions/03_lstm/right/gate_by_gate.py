"""Four gates with matrices of their own, small classes as caches, the logistic function by logaddexp."""

import math
from collections import namedtuple
from dataclasses import dataclass

import numpy as np

Gates = namedtuple("Gates", "i f g o")


def sigma(a):
    return np.exp(-np.logaddexp(0, -a))


@dataclass
class Step:
    x: np.ndarray
    h: np.ndarray
    c: np.ndarray
    c_next: np.ndarray
    gates: Gates
    W: list
    U: list


def four(array):
    n = len(array) // 4
    return [array[k * n : (k + 1) * n] for k in range(4)]


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    common = np.result_type(x, h, c, W_ih, W_hh, b_ih, b_hh)
    if not np.issubdtype(common, np.floating):
        common = np.float64
    x, h, c, W_ih, W_hh, b_ih, b_hh = (np.array(v, dtype=common) for v in (x, h, c, W_ih, W_hh, b_ih, b_hh))
    W, U, b, d = four(W_ih), four(W_hh), four(b_ih), four(b_hh)
    i = sigma(x @ W[0].T + h @ U[0].T + b[0] + d[0])
    f = sigma(x @ W[1].T + h @ U[1].T + b[1] + d[1])
    g = np.tanh(x @ W[2].T + h @ U[2].T + b[2] + d[2])
    o = sigma(x @ W[3].T + h @ U[3].T + b[3] + d[3])
    c_next = c * f + g * i
    return np.tanh(c_next) * o, c_next, Step(x, h, c, c_next, Gates(i, f, g, o), W, U)


def lstm_cell_backward(dh_next, dc_next, cache):
    i, f, g, o = cache.gates
    dh_next, dc_next = np.asarray(dh_next), np.asarray(dc_next)
    th = np.tanh(cache.c_next)
    dc_total = dc_next + dh_next * (o - o * th * th)
    da = [
        dc_total * g * (i - i * i),
        dc_total * cache.c * (f - f * f),
        dc_total * i * (1 - g * g),
        dh_next * th * (o - o * o),
    ]
    dx = sum(a @ w for a, w in zip(da, cache.W))
    dh = sum(a @ u for a, u in zip(da, cache.U))
    dW = np.vstack([a.T @ cache.x for a in da])
    dU = np.vstack([a.T @ cache.h for a in da])
    db = np.hstack([a.sum(0) for a in da])
    return [dx, dh, dc_total * f, dW, dU, db, db + 0]


class Run:
    """What a run over a sequence leaves behind."""

    def __init__(self, shape, mask, dtype):
        self.shape, self.mask, self.dtype, self.steps = shape, mask, dtype, []


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    N, T, D = x.shape
    mask = np.ones((N, T), bool)
    if lengths is not None:
        for n in range(N):
            mask[n, lengths[n] :] = False
    dtype = np.result_type(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    dtype = dtype if dtype.kind == "f" else np.dtype(float)
    run = Run((D, W_hh.shape), mask, dtype)
    h, c = h0.astype(dtype), c0.astype(dtype)
    outputs = []
    for t in range(T):
        on = mask[:, t]
        h_new, c_new, step = lstm_cell_forward(
            np.where(on[:, None], x[:, t], 0), h, c, W_ih, W_hh, b_ih, b_hh
        )
        h, c = h.copy(), c.copy()
        h[on], c[on] = h_new[on], c_new[on]
        outputs.append(h * on[:, None])
        run.steps.append(step)
    hs = np.stack(outputs, axis=1) if T else np.zeros((N, 0, h.shape[1]), dtype)
    return [hs, [h, c], run]


def lstm_backward(dhs, dhT, dcT, cache):
    D, (rows, H) = cache.shape
    N, T = cache.mask.shape
    dh, dc = dhT.astype(cache.dtype), dcT.astype(cache.dtype)
    dx = np.zeros((N, T, D), cache.dtype)
    sums = [np.zeros(shape, cache.dtype) for shape in ((rows, D), (rows, H), (rows,), (rows,))]
    for t in range(T)[::-1]:
        on = cache.mask[:, t]
        dh_t, dc_t = np.zeros_like(dh), np.zeros_like(dc)
        dh_t[on], dc_t[on] = dhs[on, t] + dh[on], dc[on]
        step = lstm_cell_backward(dh_t, dc_t, cache.steps[t])
        dx[:, t] = step[0]
        dh, dc = dh.copy(), dc.copy()
        dh[on], dc[on] = step[1][on], step[2][on]
        for k in range(4):
            sums[k] += step[3 + k]
    return [dx, dh, dc] + sums


def init_lstm(D, H, rng, forget_bias=1.0):
    k = np.sqrt(1 / H)
    names, shapes = ["W_ih", "W_hh", "b_ih", "b_hh"], [(4 * H, D), (4 * H, H), 4 * H, 4 * H]
    params = {}
    for name, shape in zip(names, shapes):
        params[name] = rng.uniform(-k, k, shape)
    for j in range(H, 2 * H):
        params["b_ih"][j] = params["b_hh"][j] = forget_bias / 2
    return params


def lstm_param_count(D, H, layers=1, bidirectional=False, proj=0):
    total, reads = 0, D
    for _ in range(layers):
        shapes = [(4 * H, reads), (4 * H, proj or H), (4 * H,), (4 * H,)] + ([(proj, H)] if proj else [])
        for _ in range(1 + bidirectional):
            total += sum(math.prod(shape) for shape in shapes)
        reads = (proj or H) * (1 + bidirectional)
    return total


def cell_path_gradient(f):
    path = np.ones(f.shape[1:], f.dtype if f.dtype.kind == "f" else float)
    for gate in f:
        path = path * gate
    return path


def clip_by_global_norm(grads, max_norm):
    squares = 0.0
    for grad in grads.values():
        squares += float((grad * grad).sum())
    norm = squares**0.5
    factor = max_norm / (norm + 1e-6)
    out = {}
    for name, grad in grads.items():
        out[name] = (
            grad * factor if factor < 1 else grad.copy() if grad.dtype.kind == "f" else grad.astype(float)
        )
    return out, norm
