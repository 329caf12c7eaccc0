"""One product for the inputs of all steps, one for all weight gradients; rows that have ended are left out."""

import math

import numpy as np


def _float_type(*arrays):
    dtype = np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.dtype("f8")


def _sigmoid(a):
    e = np.exp(-np.abs(a))
    return np.where(a >= 0, 1, e) / (1 + e)


def _gates(a):
    H = a.shape[-1] // 4
    return (
        _sigmoid(a[..., :H]),
        _sigmoid(a[..., H : 2 * H]),
        np.tanh(a[..., 2 * H : 3 * H]),
        _sigmoid(a[..., 3 * H :]),
    )


def _step(a, c):
    i, f, g, o = _gates(a)
    c_next = f * c + i * g
    shown = np.tanh(c_next)
    return o * shown, c_next, (i, f, g, o, shown)


def _step_back(dh, dc, c, gates):
    i, f, g, o, shown = gates
    total = dc + dh * o * (1 - shown) * (1 + shown)
    da = np.empty((len(c), 4 * c.shape[1]), c.dtype)
    H = c.shape[1]
    da[:, :H] = total * g * i * (1 - i)
    da[:, H : 2 * H] = total * c * f * (1 - f)
    da[:, 2 * H : 3 * H] = total * i * (1 - g) * (1 + g)
    da[:, 3 * H :] = dh * shown * o * (1 - o)
    return da, total * f


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    dtype = _float_type(x, h, c, W_ih, W_hh, b_ih, b_hh)
    x, h, c = x.astype(dtype), h.astype(dtype), c.astype(dtype)
    h_next, c_next, gates = _step(x @ W_ih.T + h @ W_hh.T + (b_ih + b_hh), c)
    return h_next, c_next, {"x": x, "h": h, "c": c, "W_ih": W_ih, "W_hh": W_hh, "gates": gates}


def lstm_cell_backward(dh_next, dc_next, cache):
    da, dc = _step_back(dh_next, dc_next, cache["c"], cache["gates"])
    db = np.ones(len(da), da.dtype) @ da
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da.T @ cache["x"], da.T @ cache["h"], db, db


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    dtype = _float_type(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    N, T, D = x.shape
    H = h0.shape[1]
    h, c = np.array(h0, dtype), np.array(c0, dtype)
    lengths = [T] * N if lengths is None else [int(n) for n in lengths]
    a_x = (x.reshape(N * T, D).astype(dtype) @ W_ih.T + (b_ih + b_hh)).reshape(N, T, 4 * H)
    hs = np.zeros((N, T, H), dtype)
    before_h, before_c, steps = [], [], []
    for t in range(T):
        rows = np.array([n for n in range(N) if lengths[n] > t], dtype=int)
        before_h.append(h[rows])
        before_c.append(c[rows])
        h_rows, c_rows, gates = _step(a_x[rows, t] + before_h[-1] @ W_hh.T, before_c[-1])
        h[rows], c[rows], hs[rows, t] = h_rows, c_rows, h_rows
        steps.append((rows, gates))
    return (
        hs,
        (h, c),
        {"x": x, "h": before_h, "c": before_c, "steps": steps, "W": (W_ih, W_hh), "dtype": dtype},
    )


def lstm_backward(dhs, dhT, dcT, cache):
    x, (W_ih, W_hh) = cache["x"], cache["W"]
    N, T, D = x.shape
    H, dtype = W_hh.shape[1], cache["dtype"]
    dh, dc = np.array(dhT, dtype), np.array(dcT, dtype)
    da = np.zeros((N, T, 4 * H), dtype)
    h_before = np.zeros((N, T, H), dtype)
    for t in range(T - 1, -1, -1):
        rows, gates = cache["steps"][t]
        da[rows, t], dc_rows = _step_back(dh[rows] + dhs[rows, t], dc[rows], cache["c"][t], gates)
        dh[rows], dc[rows] = da[rows, t] @ W_hh, dc_rows
        h_before[rows, t] = cache["h"][t]
    flat = da.reshape(N * T, 4 * H)
    db = flat.sum(axis=0)
    dW_ih = flat.T @ x.reshape(N * T, D).astype(dtype)
    return (flat @ W_ih).reshape(N, T, D), dh, dc, dW_ih, flat.T @ h_before.reshape(N * T, H), db, db


def init_lstm(D, H, rng, forget_bias=1.0):
    bound = H**-0.5
    W_ih = rng.uniform(-bound, bound, (4 * H, D))
    W_hh = rng.uniform(-bound, bound, (4 * H, H))
    b_ih = rng.uniform(-bound, bound, 4 * H)
    b_hh = rng.uniform(-bound, bound, 4 * H)
    b_ih[H : 2 * H] = forget_bias
    b_hh[H : 2 * H] = 0
    return dict(W_ih=W_ih, W_hh=W_hh, b_ih=b_ih, b_hh=b_hh)


def lstm_param_count(D, H, layers=1, bidirectional=False, proj=0):
    seen = proj if proj else H
    one = lambda reads: 4 * H * reads + 4 * H * seen + 4 * H + 4 * H + proj * H
    if bidirectional:
        return 2 * one(D) + 2 * (layers - 1) * one(2 * seen)
    return one(D) + (layers - 1) * one(seen)


def cell_path_gradient(f):
    return np.multiply.reduce(f, axis=0, dtype=_float_type(f))


def clip_by_global_norm(grads, max_norm):
    norm = float(np.linalg.norm(np.concatenate([np.ravel(grad) for grad in grads.values()])))
    if norm <= max_norm:
        return {name: np.array(grad, _float_type(grad)) for name, grad in grads.items()}, norm
    return {name: grad * (max_norm / norm) for name, grad in grads.items()}, norm
