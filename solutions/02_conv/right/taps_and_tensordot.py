"""No columns in the convolution: for every tap a shifted slice times that tap's matrix, forward and backward."""

import math

import numpy as np


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    places = math.floor((size + 2 * pad - dilation * (k - 1) - 1) / stride) + 1
    if places <= 0:
        raise ValueError("no place for the window")
    return places


def receptive_field(layers):
    if not layers:
        return 1, 1
    *below, (k, s, d) = layers
    rf, jump = receptive_field(below)
    return rf + (k - 1) * d * jump, jump * s


def conv_param_count(c_in, c_out, k, bias=True):
    kernel = (k, k) if np.isscalar(k) else k
    return c_out * c_in * math.prod(kernel) + c_out * int(bias)


def dense_param_count(n_in, n_out, bias=True):
    return (n_in + int(bias)) * n_out


class Window:
    """Where the taps of a window fall in a padded image."""

    def __init__(self, shape, kh, kw, stride, pad, dilation=1):
        self.H, self.W = shape[2:]
        self.sh, self.sw = (stride, stride) if np.isscalar(stride) else stride
        self.ph, self.pw = (pad, pad) if np.isscalar(pad) else pad
        self.kh, self.kw, self.d = kh, kw, dilation
        self.OH = conv_output_size(self.H, kh, self.sh, self.ph, dilation)
        self.OW = conv_output_size(self.W, kw, self.sw, self.pw, dilation)

    def taps(self):
        for i in range(self.kh):
            for j in range(self.kw):
                y, x = i * self.d, j * self.d
                rows = slice(y, y + (self.OH - 1) * self.sh + 1, self.sh)
                columns = slice(x, x + (self.OW - 1) * self.sw + 1, self.sw)
                yield i, j, (..., rows, columns)

    def padded(self, x, value=0.0):
        edges = ((0, 0), (0, 0), (self.ph, self.ph), (self.pw, self.pw))
        return np.pad(x, edges, constant_values=value)

    def empty(self, N, C, dtype):
        return np.zeros((N, C, self.H + 2 * self.ph, self.W + 2 * self.pw), dtype)

    def crop(self, padded):
        return padded[..., self.ph : self.ph + self.H, self.pw : self.pw + self.W].copy()


def _real(a):
    a = np.asarray(a)
    return a if a.dtype in (np.float32, np.float64) else a.astype(np.float64)


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    x = np.asarray(x)
    window = Window(x.shape, kh, kw, stride, pad, dilation)
    big = window.padded(x)
    stacked = np.stack([big[where] for _, _, where in window.taps()], axis=2)  # (N, C, taps, OH, OW)
    return stacked.reshape(x.shape[0], x.shape[1] * kh * kw, window.OH * window.OW)


def col2im(cols, x_shape, kh, kw, stride=1, pad=0, dilation=1):
    N, C = x_shape[:2]
    window = Window(x_shape, kh, kw, stride, pad, dilation)
    cols = _real(cols).reshape((N, C, kh, kw, window.OH, window.OW))
    big = window.empty(N, C, cols.dtype)
    for i, j, where in window.taps():
        big[where] += cols[:, :, i, j]
    return window.crop(big)


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    x, w = _real(x), _real(w)
    window = Window(x.shape, *w.shape[2:], stride, pad, dilation)
    big = window.padded(x)
    out = 0
    for i, j, where in window.taps():
        out = out + np.tensordot(w[:, :, i, j], big[where], axes=(1, 1))  # (F, N, OH, OW)
    out = np.ascontiguousarray(out.swapaxes(0, 1))
    if b is not None:
        out = out + _real(b)[None, :, None, None]
    return out, (big, window, w, b is not None)


def conv2d_backward(dout, cache):
    big, window, w, has_bias = cache
    dout = _real(dout)
    dbig = np.zeros(big.shape, np.result_type(dout, w))
    dw = np.zeros(w.shape, np.result_type(dout, big))
    for i, j, where in window.taps():
        dw[:, :, i, j] = np.tensordot(dout, big[where], axes=((0, 2, 3), (0, 2, 3)))
        dbig[where] += np.tensordot(dout, w[:, :, i, j], axes=(1, 0)).transpose(0, 3, 1, 2)
    return window.crop(dbig), dw, dout.sum((0, 2, 3)) if has_bias else None


def _pool(x, k, stride, pad):
    if pad * 2 > k:
        raise ValueError("pad must be at most k / 2")
    return Window(x.shape, k, k, k if stride is None else stride, pad)


def maxpool2d_forward(x, k, stride=None, pad=0):
    x = _real(x)
    window = _pool(x, k, stride, pad)
    big = window.padded(x, -np.inf)
    out = np.maximum.reduce([big[where] for _, _, where in window.taps()])
    return out, (big, out, window)


def maxpool2d_backward(dout, cache):
    big, out, window = cache
    dout = _real(dout)
    dbig = np.zeros(big.shape, dout.dtype)
    open_ = np.ones(out.shape, bool)
    for _, _, where in window.taps():
        wins = open_ & (big[where] == out)
        open_ &= ~wins
        dbig[where] += dout * wins
    return window.crop(dbig)


def avgpool2d_forward(x, k, stride=None, pad=0):
    x = _real(x)
    window = _pool(x, k, stride, pad)
    big = window.padded(x)
    return sum(big[where] / k**2 for _, _, where in window.taps()), (x.shape, window, k)


def avgpool2d_backward(dout, cache):
    (N, C, _, _), window, k = cache
    dout = _real(dout)
    dbig = window.empty(N, C, dout.dtype)
    for _, _, where in window.taps():
        dbig[where] += dout
    return window.crop(dbig / k**2)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    x = _real(x)
    axes = 0 if x.ndim == 2 else (0, 2, 3)

    def per_channel(v):
        return _real(v) if x.ndim == 2 else _real(v)[:, None, None]

    if training:
        count = len(x) if x.ndim == 2 else len(x) * x.shape[2] * x.shape[3]
        if count < 2:
            raise ValueError("needs at least two values for each channel")
        mean, var = x.mean(axes), x.var(axes)
        new_mean = momentum * mean + (1 - momentum) * _real(running_mean)
        new_var = momentum * x.var(axes, ddof=1) + (1 - momentum) * _real(running_var)
    else:
        mean, var = _real(running_mean), _real(running_var)
        new_mean, new_var = mean + 0, var + 0
    centred, std = x - per_channel(mean), per_channel(np.sqrt(var + eps))
    out = per_channel(gamma) * (centred / std) + per_channel(beta)
    return out, new_mean, new_var, (centred, std, per_channel(gamma), axes, training)


def batchnorm_backward(dout, cache):
    """Node by node through the graph: xhat = centred / std, std = sqrt(var + eps), var = mean(centred^2)."""
    centred, std, gamma, axes, training = cache
    dout = _real(dout)
    dgamma, dbeta = (dout * centred / std).sum(axes), dout.sum(axes)
    dhat = dout * gamma
    dcentred = dhat / std
    if not training:
        return dcentred, dgamma, dbeta
    dstd = -(dhat * centred).sum(axes, keepdims=True) / (std * std)
    dvar = dstd / (2 * std)
    count = dout.size // dgamma.size
    dcentred = dcentred + 2 * centred * dvar / count
    return dcentred - dcentred.mean(axes, keepdims=True), dgamma, dbeta


def convnet_init(rng):
    first = rng.standard_normal((8, 1, 3, 3)) / 3 * math.sqrt(2)
    second = rng.standard_normal((16, 8, 3, 3)) / 6
    last = rng.standard_normal((10, 64)) * math.sqrt(1 / 32)
    return dict(W1=first, b1=np.zeros(8), W2=second, b2=np.zeros(16), W3=last, b3=np.zeros(10))


def _forward(p, X):
    a, conv1 = conv2d_forward(X, p["W1"], p["b1"], pad=1)
    a, pool1 = maxpool2d_forward(a, 2)  # pooling first: ReLU of the maximum is the maximum of the ReLUs
    live1 = a > 0
    a, conv2 = conv2d_forward(a * live1, p["W2"], p["b2"], pad=1)
    a, pool2 = maxpool2d_forward(a, 2)
    live2 = a > 0
    flat = np.reshape(a * live2, (len(X), 64))
    return flat @ p["W3"].T + p["b3"], (conv1, pool1, live1, conv2, pool2, live2, flat)


def convnet_loss_and_grads(params, X, y):
    z, (conv1, pool1, live1, conv2, pool2, live2, flat) = _forward(params, X)
    z = z - z.max(1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), 1, keepdims=True))
    picked = np.take_along_axis(log_p, np.asarray(y, int)[:, None], 1)
    d = np.exp(log_p)
    np.put_along_axis(d, np.asarray(y, int)[:, None], np.expm1(picked), 1)
    d = d / len(X)
    grads = {"W3": d.T @ flat, "b3": d.sum(0)}
    d = (d @ params["W3"]).reshape(live2.shape) * live2
    d, grads["W2"], grads["b2"] = conv2d_backward(maxpool2d_backward(d, pool2), conv2)
    _, grads["W1"], grads["b1"] = conv2d_backward(maxpool2d_backward(d * live1, pool1), conv1)
    return -picked.mean(), grads


def convnet_predict(params, X):
    return _forward(params, X)[0].argmax(-1)


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    names = list(params)
    weights = [params[name].copy() for name in names]
    step = [0 * weight for weight in weights]
    for _ in range(epochs):
        order = rng.permutation(len(X))
        X, y = X[order], y[order]
        for at in range(0, len(X), batch_size):
            _, grads = convnet_loss_and_grads(
                dict(zip(names, weights)), X[at : at + batch_size], y[at : at + batch_size]
            )
            # the step itself, learning rate included, is what is carried on
            step = [momentum * old - lr * grads[name] for name, old in zip(names, step)]
            weights = [weight + s for weight, s in zip(weights, step)]
    return dict(zip(names, weights))
