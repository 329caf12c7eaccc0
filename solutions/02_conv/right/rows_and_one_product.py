"""Channels last inside: windows as rows gathered by index arrays, one large matrix product for a whole batch."""

import numpy as np


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    reach = (k - 1) * dilation + 1
    if reach > size + 2 * pad:
        raise ValueError("window larger than the padded image")
    return int(np.floor((size + 2 * pad - reach) / stride)) + 1


def receptive_field(layers):
    jumps = [1]
    for _, s, _ in layers:
        jumps.append(jumps[-1] * s)
    return 1 + sum(d * (k - 1) * j for (k, _, d), j in zip(layers, jumps)), jumps[-1]


def conv_param_count(c_in, c_out, k, bias=True):
    area = k[0] * k[1] if isinstance(k, (tuple, list)) else k**2
    weights = c_in * c_out * area
    return weights + c_out if bias else weights


def dense_param_count(n_in, n_out, bias=True):
    weights = n_in * n_out
    return weights + n_out if bias else weights


def _both(v):
    return (v, v) if isinstance(v, (int, np.integer)) else (v[0], v[1])


def _f(a):
    a = np.asarray(a)
    return a.astype(float) if a.dtype.kind in "iub" else a


def _grid(H, W, kh, kw, stride, pad, dilation):
    """Flat index into the padded image: (kh kw, OH OW); and the padded sizes."""
    sh, sw = _both(stride)
    ph, pw = _both(pad)
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    HP, WP = H + 2 * ph, W + 2 * pw
    tap = (np.arange(kh)[:, None] * dilation * WP + np.arange(kw) * dilation).reshape(-1, 1)
    place = (np.arange(OH)[:, None] * sh * WP + np.arange(OW) * sw).reshape(1, -1)
    return tap + place, (OH, OW), (HP, WP)


def _border(x, pad, fill=0):
    ph, pw = _both(pad)
    N, C, H, W = x.shape
    big = np.full((N, C, H + 2 * ph, W + 2 * pw), fill, dtype=x.dtype)
    big[:, :, ph : H + ph, pw : W + pw] = x
    return big


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    x = _f(x)
    N, C, H, W = x.shape
    index, _, (HP, WP) = _grid(H, W, kh, kw, stride, pad, dilation)
    flat = _border(x, pad).reshape(N, C, HP * WP)
    return flat[:, :, index].reshape(N, C * index.shape[0], index.shape[1])


def col2im(cols, x_shape, kh, kw, stride=1, pad=0, dilation=1):
    cols = _f(cols)
    N, C, H, W = x_shape
    index, _, (HP, WP) = _grid(H, W, kh, kw, stride, pad, dilation)
    parts = cols.reshape(N, C, *index.shape)
    flat = np.zeros((N, C, HP * WP), cols.dtype)
    for tap in range(index.shape[0]):  # within one tap every index comes once
        flat[:, :, index[tap]] += parts[:, :, tap]
    ph, pw = _both(pad)
    return np.array(flat.reshape(N, C, HP, WP)[:, :, ph : ph + H, pw : pw + W])


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    x, w = _f(x), _f(w)
    (N, C, H, W), (F, _, kh, kw) = x.shape, w.shape
    _, (OH, OW), _ = _grid(H, W, kh, kw, stride, pad, dilation)
    cols = im2col(x, kh, kw, stride, pad, dilation)
    rows = np.ascontiguousarray(cols.transpose(0, 2, 1)).reshape(N * OH * OW, C * kh * kw)
    out = np.dot(rows, w.reshape(F, C * kh * kw).T)
    if b is not None:
        out = out + _f(b)
    out = np.ascontiguousarray(out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2))
    return out, (rows, x.shape, w, b is None, stride, pad, dilation)


def conv2d_backward(dout, cache):
    rows, (N, C, H, W), w, no_bias, stride, pad, dilation = cache
    F, _, kh, kw = w.shape
    dout = _f(dout)
    OH, OW = dout.shape[2], dout.shape[3]
    g = dout.transpose(0, 2, 3, 1).reshape(N * OH * OW, F)
    dw = np.dot(g.T, rows).reshape(w.shape)
    drows = np.dot(g, w.reshape(F, C * kh * kw))
    dcols = drows.reshape(N, OH * OW, C * kh * kw).transpose(0, 2, 1)
    dx = col2im(dcols, (N, C, H, W), kh, kw, stride, pad, dilation)
    return dx, dw, (None if no_bias else g.sum(axis=0))


def _pool_columns(x, k, stride, pad, fill):
    if 2 * pad > k:
        raise ValueError("pad is more than half of k")
    stride = k if stride is None else stride
    N, C, H, W = x.shape
    index, size, (HP, WP) = _grid(H, W, k, k, stride, pad, 1)
    return _border(x, pad, fill).reshape(N, C, HP * WP)[:, :, index], index, size


def maxpool2d_forward(x, k, stride=None, pad=0):
    x = _f(x)
    cols, index, size = _pool_columns(x, k, stride, pad, -np.inf)
    winner = np.argmax(cols, axis=2)  # (N, C, OH OW)
    out = cols.max(axis=2).reshape(*x.shape[:2], *size)
    target = np.take_along_axis(index[None, None], winner[:, :, None], axis=2)[:, :, 0]
    return out, (target, x.shape, pad)


def maxpool2d_backward(dout, cache):
    target, (N, C, H, W), pad = cache
    dout = _f(dout)
    HP, WP = H + 2 * pad, W + 2 * pad
    base = np.arange(N * C).reshape(N, C, 1) * (HP * WP)
    total = np.bincount((base + target).ravel(), dout.ravel(), minlength=N * C * HP * WP)
    return total.reshape(N, C, HP, WP)[:, :, pad : pad + H, pad : pad + W].astype(dout.dtype)


def avgpool2d_forward(x, k, stride=None, pad=0):
    x = _f(x)
    cols, _, size = _pool_columns(x, k, stride, pad, 0)
    return cols.sum(axis=2).reshape(*x.shape[:2], *size) / (k * k), (x.shape, k, stride, pad)


def avgpool2d_backward(dout, cache):
    (N, C, H, W), k, stride, pad = cache
    g = _f(dout).reshape(N, C, 1, -1) * (1 / (k * k))
    cols = np.repeat(g, k * k, axis=2).reshape(N, C * k * k, -1)
    return col2im(cols, (N, C, H, W), k, k, k if stride is None else stride, pad)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    x, gamma, beta = _f(x), _f(gamma), _f(beta)
    old_mean, old_var = _f(running_mean), _f(running_var)
    wide = x.reshape(x.shape[0], x.shape[1], -1)  # (N, C, H W)

    def spread(v):
        return v[None, :, None]

    if not training:
        inv = (old_var + eps) ** -0.5
        hat = (wide - spread(old_mean)) * spread(inv)
        out = spread(gamma) * hat + spread(beta)
        return out.reshape(x.shape), old_mean.copy(), old_var.copy(), (hat, inv, gamma, False)
    n = wide.shape[0] * wide.shape[2]
    if n < 2:
        raise ValueError("no variance of one value")
    mean = wide.sum(axis=(0, 2)) / n
    var = np.square(wide - spread(mean)).sum(axis=(0, 2)) / n
    inv = (var + eps) ** -0.5
    hat = (wide - spread(mean)) * spread(inv)
    out = spread(gamma) * hat + spread(beta)
    new_mean = (1.0 - momentum) * old_mean + momentum * mean
    new_var = (1.0 - momentum) * old_var + momentum * np.var(wide, axis=(0, 2), ddof=1)
    return out.reshape(x.shape), new_mean, new_var, (hat, inv, gamma, True)


def batchnorm_backward(dout, cache):
    hat, inv, gamma, training = cache
    shape = dout.shape
    g = _f(dout).reshape(hat.shape)
    dgamma, dbeta = (g * hat).sum(axis=(0, 2)), g.sum(axis=(0, 2))
    n = hat.shape[0] * hat.shape[2]
    inner = g - (dbeta[:, None] + hat * dgamma[:, None]) / n if training else g
    return (inner * (gamma * inv)[:, None]).reshape(shape), dgamma, dbeta


SHAPES = {"W1": (8, 1, 3, 3), "W2": (16, 8, 3, 3), "W3": (10, 64)}


def convnet_init(rng):
    params = {}
    for name, shape in SHAPES.items():
        params[name] = (2 * shape[0] / np.prod(shape)) ** 0.5 * rng.standard_normal(shape)
        params[name.replace("W", "b")] = np.zeros(shape[0])
    return params


def _layers(params, X):
    steps = []
    for i in (1, 2):
        X, conv = conv2d_forward(X, params[f"W{i}"], params[f"b{i}"], pad=1)
        mask = X > 0
        X, pool = maxpool2d_forward(X * mask, 2)
        steps.append((conv, mask, pool))
    flat = X.reshape(X.shape[0], 64)
    return flat @ params["W3"].T + params["b3"], flat, steps


def convnet_loss_and_grads(params, X, y):
    logits, flat, steps = _layers(params, X)
    N = logits.shape[0]
    top = logits.max(axis=1, keepdims=True)
    norm = top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    y = np.asarray(y).astype(int)
    onehot = (np.arange(10) == y[:, None]).astype(logits.dtype)
    loss = ((norm - logits) * onehot).sum() / N
    d = (np.exp(logits - norm) - onehot) / N
    grads = {"W3": d.T @ flat, "b3": d.sum(axis=0)}
    d = (d @ params["W3"]).reshape(N, 16, 2, 2)
    for i in (2, 1):
        conv, mask, pool = steps[i - 1]
        d, grads[f"W{i}"], grads[f"b{i}"] = conv2d_backward(maxpool2d_backward(d, pool) * mask, conv)
    return float(loss), grads


def convnet_predict(params, X):
    return np.argmax(_layers(params, X)[0], axis=-1)


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    params = {name: value.copy() for name, value in params.items()}
    v = {name: np.zeros(value.shape, value.dtype) for name, value in params.items()}
    for _ in range(epochs):
        order = np.argsort(rng.random(len(y)))
        while len(order):
            now, order = order[:batch_size], order[batch_size:]
            grads = convnet_loss_and_grads(params, X[now], y[now])[1]
            for name in params:
                v[name] *= momentum
                v[name] += grads[name]
                params[name] -= lr * v[name]
    return params
