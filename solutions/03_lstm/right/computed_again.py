"""Backward keeps inputs and states only and computes the gates once more; sequences start from the cell."""

import numpy as np


def _prepare(*arrays):
    arrays = [np.asarray(a) for a in arrays]
    wanted = np.result_type(*[a.dtype if a.dtype.kind == "f" else np.float64 for a in arrays])
    return [a.astype(wanted) for a in arrays]


def _sigmoid(z):
    half = z / 2
    return (np.tanh(half) + 1) / 2


def _look(x, h, W_ih, W_hh, b_ih, b_hh):
    z = np.hstack([x, h]) @ np.hstack([W_ih, W_hh]).T + b_ih + b_hh
    z = z.reshape(len(x), 4, h.shape[1])
    return _sigmoid(z[:, 0]), _sigmoid(z[:, 1]), np.tanh(z[:, 2]), _sigmoid(z[:, 3])


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    kept = _prepare(x, h, c, W_ih, W_hh, b_ih, b_hh)
    x, h, c = kept[:3]
    i, f, g, o = _look(x, h, *kept[3:])
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, kept


def lstm_cell_backward(dh_next, dc_next, cache):
    x, h, c, W_ih, W_hh, b_ih, b_hh = cache
    i, f, g, o = _look(x, h, W_ih, W_hh, b_ih, b_hh)
    tanh_c = np.tanh(f * c + i * g)
    dc_next = dc_next + dh_next * o * (1 - np.square(tanh_c))
    dz = np.zeros((len(x), 4, c.shape[1]), x.dtype)
    dz[:, 0] = dc_next * g * i * (1 - i)
    dz[:, 1] = dc_next * c * f * (1 - f)
    dz[:, 2] = dc_next * i * (1 - np.square(g))
    dz[:, 3] = dh_next * tanh_c * o * (1 - o)
    dz = dz.reshape(len(x), 4 * c.shape[1])
    dxh = dz @ np.hstack([W_ih, W_hh])
    dW = dz.T @ np.hstack([x, h])
    D = x.shape[1]
    bias = np.einsum("nk->k", dz)
    return dxh[:, :D].copy(), dxh[:, D:].copy(), dc_next * f, dW[:, :D].copy(), dW[:, D:].copy(), bias, bias


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    x, h0, c0, *params = _prepare(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    N, T = x.shape[:2]
    ends = np.repeat(T, N) if lengths is None else np.asarray(lengths).astype(int)
    states = [(h0.copy(), c0.copy())]
    hs = np.zeros((N, T, h0.shape[1]), x.dtype)
    for t in range(T):
        h, c = states[-1]
        h_next, c_next, _ = lstm_cell_forward(x[:, t], h, c, *params)
        ended = ends <= t
        h_next[ended], c_next[ended] = h[ended], c[ended]
        hs[~ended, t] = h_next[~ended]
        states.append((h_next, c_next))
    hT, cT = states[-1]
    return hs, (hT.copy(), cT.copy()), (x, params, ends, states)


def lstm_backward(dhs, dhT, dcT, cache):
    x, params, ends, states = cache
    N, T, D = x.shape
    dh, dc = dhT + np.zeros_like(dhT), dcT + np.zeros_like(dcT)
    dx = np.zeros_like(x)
    grads = [np.zeros_like(p) for p in params]
    for t in range(T - 1, -1, -1):
        on = (ends > t)[:, None]
        h, c = states[t]
        step = lstm_cell_backward(
            on * (dh + np.where(on, dhs[:, t], 0)), on * dc, [np.where(on, x[:, t], 0), h, c, *params]
        )
        dx[:, t] = step[0]
        dh = np.where(on, step[1], dh)
        dc = np.where(on, step[2], dc)
        grads = [a + b for a, b in zip(grads, step[3:])]
    return (dx, dh, dc, *grads)


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1.0 / np.sqrt(H)
    draw = lambda *shape: rng.uniform(-k, k, shape)
    p = {"W_ih": draw(4 * H, D), "W_hh": draw(4 * H, H), "b_ih": draw(4 * H), "b_hh": draw(4 * H)}
    p["b_ih"][H : 2 * H] = forget_bias - p["b_hh"][H : 2 * H]
    return p


def lstm_param_count(D, H, layers=1, bidirectional=False, proj=0):
    both = 2 if bidirectional else 1
    out = proj if proj > 0 else H
    first = 4 * H * (D + out + 2) + proj * H
    other = 4 * H * (both * out + out + 2) + proj * H
    return both * (first + (layers - 1) * other)


def cell_path_gradient(f):
    (f,) = _prepare(f)
    total = f[0].copy()
    for t in range(1, len(f)):
        total *= f[t]
    return total


def clip_by_global_norm(grads, max_norm):
    norm = float(sum(np.sum(g.astype(float) ** 2) for g in grads.values()) ** 0.5)
    scale = max_norm / norm if norm > max_norm else 1.0
    return {k: g * scale for k, g in grads.items()}, norm
