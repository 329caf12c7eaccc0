"""Windows as a strided view and einsum; winners by argmax and np.add.at; no loop over taps on the way forward."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _floats(*arrays):
    return [
        None if a is None else a * 1.0 if np.asarray(a).dtype.kind not in "f" else np.asarray(a)
        for a in arrays
    ]


def _two(v):
    return tuple(v) if isinstance(v, (tuple, list)) else (v, v)


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    firsts = range(0, size + 2 * pad - dilation * (k - 1), stride)
    if len(firsts) == 0:
        raise ValueError("the window does not fit")
    return len(firsts)


def receptive_field(layers):
    layers = list(layers)
    low, high, jump = 0, 0, 1
    for k, s, d in reversed(layers):  # from the top down: which inputs does an interval need?
        low, high, jump = low * s, high * s + d * (k - 1), jump * s
    return high - low + 1, jump


def conv_param_count(c_in, c_out, k, bias=True):
    kh, kw = _two(k)
    return dense_param_count(c_in * kh * kw, c_out, bias)


def dense_param_count(n_in, n_out, bias=True):
    return n_in * n_out + (n_out if bias else 0)


def _windows(x, kh, kw, stride, pad, dilation, fill=0.0):
    """(N, C, OH, OW, kh, kw), read-only."""
    (sh, sw), (ph, pw) = _two(stride), _two(pad)
    conv_output_size(x.shape[2], kh, sh, ph, dilation)
    conv_output_size(x.shape[3], kw, sw, pw, dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=fill)
    reach = (dilation * (kh - 1) + 1, dilation * (kw - 1) + 1)
    return sliding_window_view(x, reach, axis=(2, 3))[:, :, ::sh, ::sw, ::dilation, ::dilation]


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    (x,) = _floats(x)
    v = _windows(x, kh, kw, stride, pad, dilation)
    n, c, oh, ow = v.shape[:4]
    return v.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, oh * ow).copy()


def _places(x_shape, kh, kw, stride, pad, dilation):
    """Row and column, in the padded image, of every (tap, place)."""
    (sh, sw), (ph, pw) = _two(stride), _two(pad)
    oh = conv_output_size(x_shape[2], kh, sh, ph, dilation)
    ow = conv_output_size(x_shape[3], kw, sw, pw, dilation)
    i, j, y, z = np.meshgrid(np.arange(kh), np.arange(kw), np.arange(oh), np.arange(ow), indexing="ij")
    return (i * dilation + y * sh).reshape(kh * kw, oh * ow), (j * dilation + z * sw).reshape(
        kh * kw, oh * ow
    )


def col2im(cols, x_shape, kh, kw, stride=1, pad=0, dilation=1):
    (cols,) = _floats(cols)
    n, c, h, w = x_shape
    ph, pw = _two(pad)
    rows, columns = _places(x_shape, kh, kw, stride, pad, dilation)
    padded = np.zeros((n, c, h + 2 * ph, w + 2 * pw), cols.dtype)
    np.add.at(padded, (slice(None), slice(None), rows, columns), cols.reshape(n, c, *rows.shape))
    return np.ascontiguousarray(padded[:, :, ph : ph + h, pw : pw + w])


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    x, w, b = _floats(x, w, b)
    view = _windows(x, *w.shape[2:], stride, pad, dilation)
    out = np.einsum("ncyzij,fcij->nfyz", view, w, optimize=True)
    if b is not None:
        out = out + b.reshape(-1, 1, 1)
    return out, {"x": x, "w": w, "b": b, "how": (stride, pad, dilation)}


def conv2d_backward(dout, cache):
    (dout,) = _floats(dout)
    x, w, how = cache["x"], cache["w"], cache["how"]
    view = _windows(x, *w.shape[2:], *how)
    dw = np.einsum("nfyz,ncyzij->fcij", dout, view, optimize=True)
    dcols = np.einsum("nfyz,fcij->ncijyz", dout, w, optimize=True)
    n, c, kh, kw, oh, ow = dcols.shape
    dx = col2im(dcols.reshape(n, c * kh * kw, oh * ow), x.shape, kh, kw, *how)
    return dx, dw, None if cache["b"] is None else np.einsum("nfyz->f", dout)


def _pool_view(x, k, stride, pad, fill):
    if pad > k / 2:
        raise ValueError("the border is wider than half the window")
    return _windows(x, k, k, stride or k, pad, 1, fill)


def maxpool2d_forward(x, k, stride=None, pad=0):
    (x,) = _floats(x)
    view = _pool_view(x, k, stride, pad, -np.inf)
    flat = view.reshape(*view.shape[:4], k * k)
    winner = flat.argmax(axis=-1)
    out = np.take_along_axis(flat, winner[..., None], axis=-1)[..., 0]
    return out, (winner, x.shape, k, stride or k, pad)


def maxpool2d_backward(dout, cache):
    winner, (n, c, h, w), k, s, pad = cache
    (dout,) = _floats(dout)
    N, C, Y, Z = np.ogrid[: dout.shape[0], : dout.shape[1], : dout.shape[2], : dout.shape[3]]
    padded = np.zeros((n, c, h + 2 * pad, w + 2 * pad), dout.dtype)
    np.add.at(padded, (N, C, Y * s + winner // k, Z * s + winner % k), dout)
    return padded[:, :, pad : pad + h, pad : pad + w].copy()


def avgpool2d_forward(x, k, stride=None, pad=0):
    (x,) = _floats(x)
    return _pool_view(x, k, stride, pad, 0).mean(axis=(-1, -2)), (x.shape, k, stride or k, pad)


def avgpool2d_backward(dout, cache):
    (n, c, h, w), k, s, pad = cache
    (dout,) = _floats(dout)
    oh, ow = dout.shape[2:]
    cols = np.broadcast_to(dout.reshape(n * c, 1, oh * ow) / (k * k), (n * c, k * k, oh * ow))
    return col2im(cols, (n * c, 1, h, w), k, k, s, pad).reshape(n, c, h, w)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    x, gamma, beta = _floats(x, gamma, beta)
    running_mean, running_var = (np.array(a, copy=True) for a in _floats(running_mean, running_var))
    moved = np.moveaxis(x, 1, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    if training:
        n = len(rows)
        if n == 1:
            raise ValueError("one value in a channel")
        mean = rows.mean(axis=0)
        centred = rows - mean
        squares = (centred**2).sum(axis=0)
        std = np.sqrt(squares / n + eps)
        running_mean = running_mean + momentum * (mean - running_mean)
        running_var = running_var + momentum * (squares / (n - 1) - running_var)
    else:
        centred, std = rows - running_mean, np.sqrt(running_var + eps)
    hat = centred / std
    out = np.moveaxis((gamma * hat + beta).reshape(moved.shape), -1, 1).copy()
    return out, running_mean, running_var, (hat, std, gamma, training)


def batchnorm_backward(dout, cache):
    hat, std, gamma, training = cache
    (dout,) = _floats(dout)
    moved = np.moveaxis(dout, 1, -1)
    g = moved.reshape(hat.shape)
    dgamma, dbeta = np.einsum("nc,nc->c", g, hat), np.einsum("nc->c", g)
    if training:
        n = len(g)
        rows = gamma / (n * std) * (n * g - dbeta - hat * dgamma)
    else:
        rows = gamma / std * g
    return np.moveaxis(rows.reshape(moved.shape), -1, 1).copy(), dgamma, dbeta


def convnet_init(rng):
    w1 = rng.standard_normal((8, 1, 3, 3)) * np.sqrt(2 / 9)
    w2 = rng.standard_normal((16, 8, 3, 3)) * np.sqrt(2 / 72)
    w3 = rng.standard_normal((10, 64)) * np.sqrt(2 / 64)
    return {"W1": w1, "b1": np.zeros(8), "W2": w2, "b2": np.zeros(16), "W3": w3, "b3": np.zeros(10)}


def convnet_loss_and_grads(params, X, y):
    z1, c1 = conv2d_forward(X, params["W1"], params["b1"], 1, 1)
    p1, m1 = maxpool2d_forward(np.where(z1 > 0, z1, 0), 2)
    z2, c2 = conv2d_forward(p1, params["W2"], params["b2"], 1, 1)
    p2, m2 = maxpool2d_forward(np.where(z2 > 0, z2, 0), 2)
    f = p2.reshape(len(p2), 64)
    z = np.einsum("nd,kd->nk", f, params["W3"]) + params["b3"]
    z = z - z.max(axis=1)[:, None]
    e = np.exp(z)
    total = e.sum(axis=1)
    n = np.arange(len(z))
    loss = (np.log(total) - z[n, y]).mean()
    dz = e / total[:, None]
    dz[n, y] -= 1
    dz = dz / len(z)
    df = dz @ params["W3"]
    dp1, dw2, db2 = conv2d_backward(np.where(z2 > 0, maxpool2d_backward(df.reshape(p2.shape), m2), 0), c2)
    _, dw1, db1 = conv2d_backward(np.where(z1 > 0, maxpool2d_backward(dp1, m1), 0), c1)
    return loss, {"W1": dw1, "b1": db1, "W2": dw2, "b2": db2, "W3": dz.T @ f, "b3": dz.sum(axis=0)}


def convnet_predict(params, X):
    h = X
    for layer in "12":
        h, _ = conv2d_forward(h, params["W" + layer], params["b" + layer], pad=1)
        h, _ = maxpool2d_forward(np.clip(h, 0, None), 2)
    return np.argmax(h.reshape(len(h), 64) @ params["W3"].T + params["b3"], axis=1).astype(np.int32)


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    params = {k: np.array(v) for k, v in params.items()}
    speed = dict.fromkeys(params, 0.0)
    for _ in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(order)
        for batch in np.split(order, range(batch_size, len(X), batch_size)):
            _, g = convnet_loss_and_grads(params, X[batch], y[batch])
            for k in params:
                speed[k] = momentum * speed[k] + g[k]
                params[k] = params[k] - lr * speed[k]
    return params
