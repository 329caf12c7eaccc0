"""Inputs for the tests, the digits, and the slow loops that the public speed tests must beat.

Every builder takes a random generator first, so the same generator gives the same inputs. Sizes differ from
each other wherever a mix-up of two axes could hide behind equal ones.
"""

from pathlib import Path

import numpy as np


def images(rng, N=3, C=2, H=7, W=5, dtype=np.float64):
    """Images (N, C, H, W)."""
    return rng.normal(size=(N, C, H, W)).astype(dtype)


def conv(rng, N=3, C=2, H=8, W=7, F=5, KH=3, KW=2, bias=True, dtype=np.float64):
    """The arrays of a convolution: x (N, C, H, W), w (F, C, KH, KW), b (F,) or None."""
    x = rng.normal(size=(N, C, H, W)).astype(dtype)
    w = rng.normal(size=(F, C, KH, KW)).astype(dtype)
    b = rng.normal(size=F).astype(dtype)
    return x, w, b if bias else None


def places(shape, kh, kw, stride=1, pad=0, dilation=1):
    """How many places (OH, OW) a window finds in images of this shape; the formula of the handout."""
    pairs = [value if isinstance(value, tuple) else (value, value) for value in (stride, pad)]
    return tuple(
        (size + 2 * p - dilation * (k - 1) - 1) // s + 1
        for size, k, s, p in zip(shape[2:], (kh, kw), *pairs, strict=True)
    )


def conv_upstream(rng, x, w, stride=1, pad=0, dilation=1):
    """A gradient with the shape of the convolution of `x` with `w`."""
    size = (len(x), len(w), *places(x.shape, *w.shape[2:], stride, pad, dilation))
    return rng.normal(size=size).astype(x.dtype)


def columns(rng, shape, kh, kw, stride=1, pad=0, dilation=1, dtype=np.float64):
    """Columns as `im2col` would give for images of this shape: (N, C kh kw, OH OW)."""
    OH, OW = places(shape, kh, kw, stride, pad, dilation)
    return rng.normal(size=(shape[0], shape[1] * kh * kw, OH * OW)).astype(dtype)


def pool_upstream(rng, x, k, stride=None, pad=0):
    """A gradient with the shape of the pooled `x`."""
    size = (*x.shape[:2], *places(x.shape, k, k, k if stride is None else stride, pad))
    return rng.normal(size=size).astype(x.dtype)


def batchnorm(rng, *shape, dtype=np.float64):
    """The arrays of a batch normalisation: x of this shape, gamma, beta, running_mean, running_var."""
    C = shape[1]
    x = 3 * rng.normal(size=shape) + 2
    numbers = x, rng.normal(size=C), rng.normal(size=C), rng.normal(size=C), rng.random(C) + 0.5
    return tuple(array.astype(dtype) for array in numbers)


def convnet(rng, N=5, dtype=np.float64):
    """Parameters of the small network with all biases in use, images (N, 1, 8, 8), and classes (N,)."""
    shapes = {"W1": (8, 1, 3, 3), "W2": (16, 8, 3, 3), "W3": (10, 64), "b1": (8,), "b2": (16,), "b3": (10,)}
    params = {}
    for name, shape in shapes.items():
        scale = np.sqrt(2 / np.prod(shape[1:])) if name[0] == "W" else 0.3
        params[name] = (scale * rng.normal(size=shape)).astype(dtype)
    return params, rng.random((N, 1, 8, 8)).astype(dtype), rng.integers(0, 10, size=N)


def same_image(rng, N=7):
    """N times one image with one class: whatever the order, every batch of a size is the same."""
    params, X, y = convnet(rng, 1)
    return params, np.repeat(X, N, axis=0), np.repeat(y, N)


# The digits: see data/make_digits.py in the course's sources, and the handout for where they are from.


def digits():
    """Handwritten digits in three parts, each (images (N, 1, 8, 8) between 0 and 1, classes (N,)).

    1200 to train on, which come *sorted by class*; 300 for the public tests; 297 for the hidden ones.
    """
    file = Path(digits.__code__.co_filename).with_name("digits.npz")
    with np.load(file) as stored:
        pixels, classes = stored["images"], stored["classes"].astype(np.int64)
    order = np.random.default_rng(0).permutation(len(pixels))
    train = order[:1200][np.argsort(classes[order[:1200]], kind="stable")]
    parts = train, order[1200:1500], order[1500:]
    return [(pixels[part][:, None] / 16, classes[part]) for part in parts]


# Speed. The sizes make a Python loop over places (or images) expensive and the arithmetic cheap: large images
# of few channels, or very many small ones. About 4 % of jitter, so that no two inputs are alike.


def conv_speed_inputs(rng):
    """Arguments and options of `conv2d_forward`: two images of about 112 x 112, three filters."""
    H, W = (int(size) for size in rng.integers(108, 117, size=2))
    return conv(rng, N=2, C=2, H=H, W=W, F=3, KH=3, KW=3), {"pad": 1}


def conv_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return conv(rng, N=2, C=2, H=5, W=6, F=3, KH=3, KW=3), {"pad": 1}


def conv_many_speed_inputs(rng):
    """Arguments and options of `conv2d_forward`: about 3000 images of 5 x 5, one channel, two filters."""
    N = int(rng.integers(2880, 3121))
    return conv(rng, N=N, C=1, H=5, W=5, F=2, KH=3, KW=3), {}


def conv_many_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return conv(rng, N=4, C=1, H=5, W=5, F=2, KH=3, KW=3), {}


def conv_backward_speed_inputs(rng):
    """Arguments and options of `conv2d_backward` of the harness: dout, x, w, b."""
    inputs, options = conv_speed_inputs(rng)
    return (conv_upstream(rng, *inputs[:2], **options), *inputs), options


def conv_backward_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    inputs, options = conv_tiny_inputs(rng)
    return (conv_upstream(rng, *inputs[:2], **options), *inputs), options


def maxpool_speed_inputs(rng):
    """Arguments of `maxpool2d` of the harness: dout, x, k; one image of about 224 x 224."""
    H, W = (int(size) for size in rng.integers(216, 233, size=2))
    x = images(rng, N=1, C=1, H=H, W=W)
    return (pool_upstream(rng, x, 2), x, 2), {}


def maxpool_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    x = images(rng, N=1, C=1, H=5, W=6)
    return (pool_upstream(rng, x, 2), x, 2), {}


def loop_over_places(x, w, b, pad):
    """Multiply one window after the other: what every place costs in a Python loop at the least."""
    N, _, H, W = x.shape
    F, _, KH, KW = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    OH, OW = H + 2 * pad - KH + 1, W + 2 * pad - KW + 1
    out = np.empty((N, F, OH, OW))
    rows = w.reshape(F, -1).T  # (C KH KW, F)
    for y in range(OH):
        for left in range(OW):
            window = padded[:, :, y : y + KH, left : left + KW]
            out[:, :, y, left] = window.reshape(N, -1) @ rows + b
    return out


def loop_over_places_back(dout, x, w, b, pad):
    """Carry back one place after the other: what every place costs in a Python loop at the least.

    It is a yardstick and no gradient: only dx is computed, with its border.
    """
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    rows = w.reshape(F, -1)  # (F, C KH KW)
    loop_over_places(x, w, b, pad)
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for y in range(dout.shape[2]):
        for left in range(dout.shape[3]):
            window = dout[:, :, y, left] @ rows
            padded[:, :, y : y + KH, left : left + KW] += window.reshape(N, C, KH, KW)
    return padded


def loop_over_windows(dout, x, k):
    """Take the maximum of one window after the other: what every place costs in a Python loop at the least.

    It is a yardstick and no pooling: nothing is carried back.
    """
    out = np.empty(dout.shape)
    for y in range(dout.shape[2]):
        for left in range(dout.shape[3]):
            window = x[:, :, y * k : y * k + k, left * k : left * k + k]
            out[:, :, y, left] = window.max(axis=(2, 3))
    return out


def loop_over_images(x, w, b):
    """Multiply one image after the other: what every image costs in a Python loop at the least.

    It is a yardstick and no convolution: the windows do not slide.
    """
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    places = (H - KH + 1) * (W - KW + 1)
    rows = w.reshape(F, -1)
    out = np.empty((N, F, places))
    for n in range(N):
        cols = np.empty((C * KH * KW, places))
        for tap in range(KH * KW):
            i, j = divmod(tap, KW)
            cols[tap] = x[n, 0, i : i + H - KH + 1, j : j + W - KW + 1].ravel()
        out[n] = rows @ cols + b[:, None]
    return out
