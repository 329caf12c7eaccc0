"""Column vectors, time first, rows sorted by length as packed sequences are; the cache is a function."""

import numpy as np


def _floats(arrays):
    kind = np.result_type(*arrays)
    kind = kind if np.issubdtype(kind, np.floating) else np.float64
    return [np.array(array, dtype=kind) for array in arrays]


def _logistic(a):
    out = np.empty_like(a)
    up = a > 0
    out[up] = 1 / (1 + np.exp(-a[up]))
    e = np.exp(a[~up])
    out[~up] = e / (1 + e)
    return out


def _cell(x, h, c, W, U, b):
    """Columns: x (D, n), h and c (H, n), b (4H, 1)."""
    a = np.einsum("kd,dn->kn", W, x, optimize=True) + np.einsum("kj,jn->kn", U, h, optimize=True) + b
    H = len(c)
    a = a.reshape(4, H, -1)
    (i, f, o), g = _logistic(a[[0, 1, 3]]), np.tanh(a[2])
    new = f * c + i * g
    tanh_new = np.tanh(new)

    def back(dh, dc):
        dc = dc + dh * o * (1 - tanh_new**2)
        da = np.stack([dc * g, dc * c, dc * i, dh * tanh_new])
        da *= np.stack([i * (1 - i), f * (1 - f), 1 - g**2, o * (1 - o)])
        da = da.reshape(4 * H, -1)
        return W.T @ da, U.T @ da, dc * f, da @ x.T, da @ h.T, da.sum(axis=1)

    return o * tanh_new, new, back


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    x, h, c, W, U, b, d = _floats([x, h, c, W_ih, W_hh, b_ih, b_hh])
    h_next, c_next, back = _cell(x.T, h.T, c.T, W, U, (b + d)[:, None])
    return h_next.T, c_next.T, back


def lstm_cell_backward(dh_next, dc_next, cache):
    dx, dh, dc, dW, dU, db = cache(dh_next.T, dc_next.T)
    return dx.T, dh.T, dc.T, dW, dU, db, db.copy()


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    x, h, c, W, U, b, d = _floats([x, h0, c0, W_ih, W_hh, b_ih, b_hh])
    N, T, D = x.shape
    H = h.shape[1]
    lengths = np.full(N, T) if lengths is None else np.array(lengths, dtype=np.int64)
    order = np.argsort(-lengths, kind="stable")  # long rows first, so that the living are the first n columns
    living = [int((lengths > t).sum()) for t in range(T)]
    columns, h, c = x[order].transpose(1, 2, 0), h[order].T.copy(), c[order].T.copy()  # (T, D, N), (H, N)
    outputs, backs = np.zeros((T, H, N), x.dtype), []
    for t, n in enumerate(living):
        new_h, new_c, back = _cell(
            columns[t][:, :n], h[:, :n].copy(), c[:, :n].copy(), W, U, (b + d)[:, None]
        )
        h[:, :n], c[:, :n], outputs[t][:, :n] = new_h, new_c, new_h
        backs.append(back)
    unsort = np.argsort(order)

    def all_back(dhs, dhT, dcT):
        dhs, dh, dc = dhs[order].transpose(1, 2, 0), dhT[order].T.copy(), dcT[order].T.copy()
        dx = np.zeros((T, D, N), x.dtype)
        sums = [np.zeros_like(W), np.zeros_like(U), np.zeros_like(b)]
        for t in reversed(range(T)):
            n = living[t]
            dx[t][:, :n], dh[:, :n], dc[:, :n], *parts = backs[t](dh[:, :n] + dhs[t][:, :n], dc[:, :n])
            sums = [total + part for total, part in zip(sums, parts)]
        return dx.transpose(2, 0, 1)[unsort], dh.T[unsort], dc.T[unsort], *sums, sums[-1].copy()

    return outputs.transpose(2, 0, 1)[unsort], (h.T[unsort], c.T[unsort]), all_back


def lstm_backward(dhs, dhT, dcT, cache):
    return cache(dhs, dhT, dcT)


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / np.sqrt(H)
    drawn = [rng.uniform(-k, k, shape) for shape in ((4 * H, D), (4 * H, H), (4 * H,), (4 * H,))]
    correction = forget_bias - (drawn[2] + drawn[3]).reshape(4, H)[1]
    drawn[2].reshape(4, H)[1] += correction
    return dict(zip(("W_ih", "W_hh", "b_ih", "b_hh"), drawn))


def lstm_param_count(D, H, layers=1, bidirectional=False, proj=0):
    directions, shown = 1 + int(bidirectional), proj or H
    below = [D] + [directions * shown] * (layers - 1)
    return directions * sum(4 * H * (reads + shown + 2) + H * proj for reads in below)


def cell_path_gradient(f):
    return np.cumprod(f, axis=0, dtype=np.result_type(f, np.float16 if f.dtype.kind == "f" else np.float64))[
        -1
    ].copy()


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.vdot(grad, grad) for grad in grads.values()))
    scale = float(np.minimum(1.0, max_norm / (norm + 1e-6)))
    return {name: np.multiply(grad, scale) for name, grad in grads.items()}, float(norm)
