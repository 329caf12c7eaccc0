"""Convolution and pooling by hand: the layers that made networks see, forward and backward.

Fill in the functions from top to bottom; each later part uses the earlier ones. The handout (README.md) has
the mathematics and the edge cases. You may import numpy and Python's own library, nothing else.

What holds in the whole file:

* Images are (N, C, H, W): images, channels, rows, columns. Filters are (F, C, KH, KW), as in torch.
* "Convolution" is what deep learning means by it: the filter slides over the image without being flipped.
* A `forward` returns its result and a cache. Only your own `backward` looks into the cache, and it only
  looks: a second call with the same cache gives the same answer. Nothing is kept between calls elsewhere.
* Gradients have the shape of their variable and are sums over the batch; no function divides by N, except
  where a loss is defined as a mean.
* float32 in, float32 out; float64 in, float64 out; both together, float64; integers are computed in float64.
* Inputs are never written into, and results share no memory with them or with those of an earlier call.
"""

import math

import numpy as np


def _as_float(x):
    """Given: `x` as an array of floats. float32 and float64 stay what they are, integers become float64."""
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)


def _pair(value):
    """Given: a number or a pair of numbers as a pair (vertical, horizontal)."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


# --------------------------------------------------------------------------- A  geometry


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    """How many places a window of `k` taps finds along one axis.

    Parameters
    ----------
    size : int
        Pixels along the axis.
    k : int
        Taps of the window.
    stride : int, default 1
        Pixels from one place to the next.
    pad : int, default 0
        Pixels added at either end.
    dilation : int, default 1
        Pixels from one tap to the next.

    Returns
    -------
    places : int
        Only places where the whole window fits; pixels that are left over at the end are not used.

    Raises
    ------
    ValueError
        When the window fits nowhere.

    Examples
    --------
    >>> conv_output_size(28, 5), conv_output_size(7, 3, stride=2), conv_output_size(8, 3, stride=2, pad=1)
    (24, 3, 4)
    >>> conv_output_size(8, 3, dilation=2)
    4
    """
    ### BEGIN SOLUTION
    # The window spans d (k - 1) + 1 pixels; its first tap may stand at 0, s, 2 s, ... while there is room.
    # Asked before dividing: a negative room over a large stride could round to a size that looks possible.
    room = size + 2 * pad - (dilation * (k - 1) + 1)
    if room < 0:
        raise ValueError(f"{k} taps, {dilation} apart, do not fit into {size} + 2 * {pad} pixels")
    return room // stride + 1
    ### END SOLUTION


def receptive_field(layers):
    """How much of the image one value after several layers has seen.

    Parameters
    ----------
    layers : sequence of (k, stride, dilation)
        Convolutions or poolings, the one next to the image first.

    Returns
    -------
    rf : int
        Pixels along one axis that reach one value of the last layer.
    jump : int
        Pixels in the image between two neighbours of the last layer.

    Examples
    --------
    >>> receptive_field([(5, 1, 1), (2, 2, 1)])
    (6, 2)
    >>> receptive_field([])
    (1, 1)
    """
    ### BEGIN SOLUTION
    rf, jump = 1, 1
    for k, stride, dilation in layers:
        rf += dilation * (k - 1) * jump
        jump *= stride
    return rf, jump
    ### END SOLUTION


def conv_param_count(c_in, c_out, k, bias=True):
    """Count the numbers that a convolution learns.

    Parameters
    ----------
    c_in, c_out : int
        Channels before and after.
    k : int or (int, int)
        Taps of the kernel; one number stands for a square kernel.
    bias : bool, default True
        Whether each filter has a bias.

    Returns
    -------
    count : int
        However large the image is.

    Examples
    --------
    >>> conv_param_count(1, 20, 5), conv_param_count(3, 4, (1, 2), bias=False)
    (520, 24)
    """
    ### BEGIN SOLUTION
    kh, kw = _pair(k)
    return c_out * (c_in * kh * kw + bool(bias))
    ### END SOLUTION


def dense_param_count(n_in, n_out, bias=True):
    """Count the numbers that a fully connected layer learns.

    Parameters
    ----------
    n_in, n_out : int
        Units before and after.
    bias : bool, default True
        Whether each unit has a bias.

    Returns
    -------
    count : int

    Examples
    --------
    >>> dense_param_count(784, 30), dense_param_count(784, 30, bias=False)
    (23550, 23520)
    """
    ### BEGIN SOLUTION
    return n_out * (n_in + bool(bias))
    ### END SOLUTION


# --------------------------------------------------------------------------- B  windows as columns, and back


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    """Write every window of an image as a column of a matrix, so that sliding becomes multiplying.

    Parameters
    ----------
    x : (N, C, H, W)
        Images.
    kh, kw : int
        Height and width of the window in taps.
    stride, pad : int or (int, int), default 1 and 0
        Pixels between windows; zeros added on all four sides. Pairs are (vertical, horizontal).
    dilation : int, default 1
        Pixels between taps, in both directions.

    Returns
    -------
    cols : (N, C * kh * kw, OH * OW)
        Row (c, i, j), in this order with j fastest: what tap (i, j) of channel c sees. Column (oy, ox), with
        ox fastest: one place of the window.

    Raises
    ------
    ValueError
        When the window does not fit into the padded image.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])
    >>> im2col(x, 2, 2)[0].tolist()
    [[1.0, 2.0, 4.0, 5.0], [2.0, 3.0, 5.0, 6.0], [4.0, 5.0, 7.0, 8.0], [5.0, 6.0, 8.0, 9.0]]
    """
    ### BEGIN SOLUTION
    # cols[n, (c, i, j), (y, x)] = padded[n, c, y s + i d, x s + j d]: for one tap that is a strided slice of
    # the padded image, so the loop runs over the few taps and not over the many places.
    x = _as_float(x)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x.shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    cols = np.empty((N, C, kh, kw, OH, OW), x.dtype)
    for i in range(kh):
        for j in range(kw):
            top, left = i * dilation, j * dilation
            cols[:, :, i, j] = padded[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw]
    return cols.reshape(N, C * kh * kw, OH * OW)  # (N, C kh kw, OH OW)
    ### END SOLUTION


def col2im(cols, x_shape, kh, kw, stride=1, pad=0, dilation=1):
    """Carry every entry of the columns back to its pixel and add up what meets there.

    The transpose (adjoint) of `im2col`: sum(im2col(x) * y) = sum(x * col2im(y)) for all x and y. It is not
    its inverse: a pixel that lies in three windows receives three numbers.

    Parameters
    ----------
    cols : (N, C * kh * kw, OH * OW)
        Columns in the order of `im2col`.
    x_shape : (N, C, H, W)
        Shape of the images, without padding.
    kh, kw, stride, pad, dilation
        As in `im2col`.

    Returns
    -------
    x : (N, C, H, W)
        0 at pixels that lie in no window. What falls on the padding is dropped.

    Raises
    ------
    ValueError
        When the window does not fit into the padded image.

    Examples
    --------
    >>> col2im(np.ones((1, 4, 4)), (1, 1, 3, 3), 2, 2)[0, 0].tolist()
    [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]
    """
    ### BEGIN SOLUTION
    # padded[n, c, y s + i d, x s + j d] += cols[n, (c, i, j), (y, x)]. Safe to add slice by slice: within one
    # tap no pixel comes twice, and the taps follow one another.
    cols = _as_float(cols)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x_shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    cols = cols.reshape(N, C, kh, kw, OH, OW)  # (N, C, kh, kw, OH, OW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), cols.dtype)
    for i in range(kh):
        for j in range(kw):
            top, left = i * dilation, j * dilation
            padded[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw] += cols[:, :, i, j]
    return padded[:, :, ph : ph + H, pw : pw + W]  # (N, C, H, W)
    ### END SOLUTION


# --------------------------------------------------------------------------- C  convolution


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    """Slide every filter over every image and take the dot product at each place.

    Parameters
    ----------
    x : (N, C, H, W) float
        Images.
    w : (F, C, KH, KW) float
        Filters; each looks at all channels.
    b : (F,) float or None
        One bias for each filter.
    stride, pad, dilation
        As in `im2col`; the padding is zeros.

    Returns
    -------
    out : (N, F, OH, OW) float
    cache
        Whatever you want to hand to `conv2d_backward`; nobody else looks at it.

    Raises
    ------
    ValueError
        When a filter does not fit into the padded image.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])
    >>> w = np.array([[[[1.0, 0.0], [0.0, -1.0]]]])
    >>> out, _ = conv2d_forward(x, w, np.array([0.5]))
    >>> out[0, 0].tolist()
    [[-3.5, -3.5], [-3.5, -3.5]]
    """
    ### BEGIN SOLUTION
    # out[n, f, y, x] = b_f + sum_{c, i, j} w[f, c, i, j] padded[n, c, y s + i d, x s + j d]
    x, w = _as_float(x), _as_float(w)
    N, F = len(x), len(w)
    (sh, sw), (ph, pw), (KH, KW) = _pair(stride), _pair(pad), w.shape[2:]
    OH = conv_output_size(x.shape[2], KH, sh, ph, dilation)
    OW = conv_output_size(x.shape[3], KW, sw, pw, dilation)
    cols = im2col(x, KH, KW, stride, pad, dilation)  # (N, C KH KW, OH OW)
    out = w.reshape(F, -1) @ cols  # (N, F, OH OW)
    if b is not None:
        out = out + _as_float(b)[:, None]
    return out.reshape(N, F, OH, OW), (cols, x.shape, w, b is not None, stride, pad, dilation)
    ### END SOLUTION


def conv2d_backward(dout, cache):
    """Carry a gradient back through `conv2d_forward`.

    Parameters
    ----------
    dout : (N, F, OH, OW) float
        Gradient of the loss with respect to `out`.
    cache
        The second result of `conv2d_forward`.

    Returns
    -------
    dx : (N, C, H, W) float
        0 at pixels that lie in no window.
    dw : (F, C, KH, KW) float
    db : (F,) float, or None when the bias was None

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])
    >>> w = np.array([[[[1.0, 0.0], [0.0, -1.0]]]])
    >>> _, cache = conv2d_forward(x, w, None)
    >>> dx, dw, db = conv2d_backward(np.array([[[[1.0, 0.0], [0.0, 2.0]]]]), cache)
    >>> dw[0, 0].tolist(), db is None
    ([[11.0, 14.0], [20.0, 23.0]], True)
    >>> dx[0, 0].tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, -2.0]]
    """
    ### BEGIN SOLUTION
    # With the windows as columns, out = W cols + b is a matrix product:
    # db = sum dout,  dW = sum_n dout_n cols_n^T,  dcols = W^T dout,  and col2im carries dcols to the pixels.
    cols, x_shape, w, has_bias, stride, pad, dilation = cache
    F, _, KH, KW = w.shape
    N, _, OH, OW = dout.shape
    dout = _as_float(dout).reshape(N, F, OH * OW)  # (N, F, OH OW)
    db = dout.sum(axis=(0, 2)) if has_bias else None  # (F,)
    dw = (dout @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)  # (F, C, KH, KW)
    dcols = w.reshape(F, -1).T @ dout  # (N, C KH KW, OH OW)
    return col2im(dcols, x_shape, KH, KW, stride, pad, dilation), dw, db
    ### END SOLUTION


# --------------------------------------------------------------------------- D  pooling


def maxpool2d_forward(x, k, stride=None, pad=0):
    """Keep the largest value of every window.

    Parameters
    ----------
    x : (N, C, H, W) float
        Images. Channels are pooled one by one.
    k : int
        Height and width of the window.
    stride : int, optional
        Pixels between windows; `k` when None.
    pad : int, default 0
        Border of -inf, so that it never wins, whatever the sign of the image; at most k / 2.

    Returns
    -------
    out : (N, C, OH, OW) float
    cache
        For `maxpool2d_backward`.

    Raises
    ------
    ValueError
        When `pad` is larger than k / 2, or the window does not fit into the padded image.

    Examples
    --------
    >>> x = np.array([[[[1.0, 3.0, 2.0, 2.0], [0.0, 1.0, 5.0, 4.0]]]])
    >>> maxpool2d_forward(x, 2)[0].tolist()
    [[[[3.0, 5.0]]]]
    >>> maxpool2d_forward(x, 2, stride=1)[0].tolist()
    [[[[3.0, 5.0, 5.0]]]]
    """
    ### BEGIN SOLUTION
    # Columns of one channel at a time: argmax takes the first of equals, and taps stand in row-major order.
    x = _as_float(x)
    s = k if stride is None else stride
    if 2 * pad > k:
        raise ValueError(f"a border of {pad} is wider than half the window of {k}")
    N, C, H, W = x.shape
    OH, OW = conv_output_size(H, k, s, pad), conv_output_size(W, k, s, pad)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    cols = im2col(padded.reshape(N * C, 1, H + 2 * pad, W + 2 * pad), k, k, s)  # (N C, k k, OH OW)
    winner = cols.argmax(axis=1).reshape(N, C, OH, OW)
    return cols.max(axis=1).reshape(N, C, OH, OW), (winner, x.shape, k, s, pad)
    ### END SOLUTION


def maxpool2d_backward(dout, cache):
    """Give each gradient to the pixel that won its window.

    Parameters
    ----------
    dout : (N, C, OH, OW) float
        Gradient of the loss with respect to `out`.
    cache
        The second result of `maxpool2d_forward`.

    Returns
    -------
    dx : (N, C, H, W) float
        Where several pixels of a window share the maximum, the first in row-major order takes all. A pixel
        that wins several windows receives the sum.

    Examples
    --------
    >>> x = np.array([[[[1.0, 3.0, 2.0, 2.0], [0.0, 1.0, 5.0, 4.0]]]])
    >>> _, cache = maxpool2d_forward(x, 2, stride=1)
    >>> maxpool2d_backward(np.array([[[[1.0, 10.0, 100.0]]]]), cache)[0, 0].tolist()
    [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 110.0, 0.0]]
    """
    ### BEGIN SOLUTION
    winner, (N, C, H, W), k, s, pad = cache
    dout = _as_float(dout)
    places = dout.shape[2] * dout.shape[3]
    dcols = np.zeros((N * C, k * k, places), dout.dtype)
    winner, dout = winner.reshape(N * C, 1, places), dout.reshape(N * C, 1, places)
    np.put_along_axis(dcols, winner, dout, axis=1)
    return col2im(dcols, (N * C, 1, H, W), k, k, s, pad).reshape(N, C, H, W)
    ### END SOLUTION


def avgpool2d_forward(x, k, stride=None, pad=0):
    """Take the mean of every window.

    Parameters
    ----------
    x : (N, C, H, W) float
        Images. Channels are pooled one by one.
    k : int
        Height and width of the window.
    stride : int, optional
        Pixels between windows; `k` when None.
    pad : int, default 0
        Border of zeros, which count: a window at the edge is still divided by k * k. At most k / 2.

    Returns
    -------
    out : (N, C, OH, OW) float
    cache
        For `avgpool2d_backward`.

    Raises
    ------
    ValueError
        When `pad` is larger than k / 2, or the window does not fit into the padded image.

    Examples
    --------
    >>> x = np.array([[[[1.0, 3.0, 2.0, 2.0], [0.0, 4.0, 5.0, 3.0]]]])
    >>> avgpool2d_forward(x, 2)[0].tolist()
    [[[[2.0, 3.0]]]]
    """
    ### BEGIN SOLUTION
    x = _as_float(x)
    s = k if stride is None else stride
    if 2 * pad > k:
        raise ValueError(f"a border of {pad} is wider than half the window of {k}")
    N, C, H, W = x.shape
    OH, OW = conv_output_size(H, k, s, pad), conv_output_size(W, k, s, pad)
    cols = im2col(x.reshape(N * C, 1, H, W), k, k, s, pad)  # (N C, k k, OH OW)
    return cols.mean(axis=1).reshape(N, C, OH, OW), (x.shape, k, s, pad)
    ### END SOLUTION


def avgpool2d_backward(dout, cache):
    """Give each pixel of a window its share of the gradient.

    Parameters
    ----------
    dout : (N, C, OH, OW) float
        Gradient of the loss with respect to `out`.
    cache
        The second result of `avgpool2d_forward`.

    Returns
    -------
    dx : (N, C, H, W) float
        A pixel in several windows receives the sum; a pixel in none receives 0.

    Examples
    --------
    >>> _, cache = avgpool2d_forward(np.ones((1, 1, 2, 3)), 2, stride=1)
    >>> avgpool2d_backward(np.array([[[[4.0, 8.0]]]]), cache)[0, 0].tolist()
    [[1.0, 3.0, 2.0], [1.0, 3.0, 2.0]]
    """
    ### BEGIN SOLUTION
    (N, C, H, W), k, s, pad = cache
    share = _as_float(dout) / k**2
    places = dout.shape[2] * dout.shape[3]
    dcols = np.broadcast_to(share.reshape(N * C, 1, places), (N * C, k * k, places))
    return col2im(dcols, (N * C, 1, H, W), k, k, s, pad).reshape(N, C, H, W)
    ### END SOLUTION


# --------------------------------------------------------------------------- E  batch normalisation


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Give every channel mean 0 and variance 1 over the batch, then a scale and a shift that are learned.

    Parameters
    ----------
    x : (N, D) or (N, C, H, W) float
        Axis 1 holds the channels. Each channel's statistics run over all other axes.
    gamma, beta : (C,) float
        Scale and shift of each channel.
    running_mean, running_var : (C,) float
        Estimates from earlier batches, used when not training.
    momentum : float, default 0.1
        Weight of the *new* batch in the running estimates.
    eps : float, default 1e-5
        Added to the variance under the root.
    training : bool, default True
        True: normalise with this batch's statistics. False: with the running ones, which stay as they are.

    Returns
    -------
    out : like x
    new_running_mean, new_running_var : (C,) float
        New arrays; the arguments are not changed. Without training, copies.
    cache
        For `batchnorm_backward`.

    Raises
    ------
    ValueError
        In training when a channel has only one value (an unbiased variance does not exist).

    Notes
    -----
    The batch is normalised with the biased variance (divided by n); the running variance is updated with the
    unbiased one (divided by n - 1).

    Examples
    --------
    >>> x = np.array([[1.0], [3.0]])
    >>> one, zero = np.ones(1), np.zeros(1)
    >>> out, mean, var, _ = batchnorm_forward(x, 2 * one, one, zero, one, eps=0.0)
    >>> out.tolist(), mean.round(3).tolist(), var.round(3).tolist()
    ([[-1.0], [3.0]], [0.2], [1.1])
    """
    ### BEGIN SOLUTION
    # y = gamma xhat + beta,  xhat = (x - mean) / sqrt(var + eps). Safe: the variance is a mean of squared
    # deviations (never negative, no cancellation), and eps keeps the root away from 0 for a constant channel.
    x, gamma, beta = _as_float(x), _as_float(gamma), _as_float(beta)
    mean, var = np.array(_as_float(running_mean)), np.array(_as_float(running_var))
    new_mean, new_var = mean, var
    axes = (0, *range(2, x.ndim))
    shape = (-1, *[1] * (x.ndim - 2))  # a number for each channel, lined up with axis 1
    if training:
        n = x.size // x.shape[1]
        if n < 2:
            raise ValueError("training needs more than one value in each channel")
        batch_mean, batch_var = x.mean(axis=axes), x.var(axis=axes)  # (C,)
        new_mean = (1 - momentum) * mean + momentum * batch_mean
        new_var = (1 - momentum) * var + momentum * batch_var * (n / (n - 1))
        mean, var = batch_mean, batch_var
    inverse_std = 1 / np.sqrt(var + eps)  # (C,)
    xhat = (x - mean.reshape(shape)) * inverse_std.reshape(shape)
    out = gamma.reshape(shape) * xhat + beta.reshape(shape)
    return out, new_mean, new_var, (xhat, gamma, inverse_std, training)
    ### END SOLUTION


def batchnorm_backward(dout, cache):
    """Carry a gradient back through `batchnorm_forward`.

    Parameters
    ----------
    dout : (N, D) or (N, C, H, W) float
        Gradient of the loss with respect to `out`.
    cache
        The fourth result of `batchnorm_forward`.

    Returns
    -------
    dx : like x
        In training the mean and the variance depend on x too, and their share is in it. After
        ``training=False`` they are constants.
    dgamma, dbeta : (C,) float

    Examples
    --------
    >>> x, one, zero = np.array([[0.0], [1.0], [2.0]]), np.ones(1), np.zeros(1)
    >>> *_, cache = batchnorm_forward(x, one, zero, zero, one, eps=1 / 3)
    >>> dx, dgamma, dbeta = batchnorm_backward(np.array([[3.0], [0.0], [0.0]]), cache)
    >>> dx.round(3).tolist(), dgamma.round(3).tolist(), dbeta.tolist()
    ([[1.0], [-1.0], [0.0]], [-3.0], [3.0])
    """
    ### BEGIN SOLUTION
    # dxhat = gamma dy,  dx = (dxhat - mean(dxhat) - xhat mean(dxhat xhat)) / sqrt(var + eps): the part that
    # would shift or stretch the whole channel is taken out, for the normalisation undoes it.
    xhat, gamma, inverse_std, training = cache
    dout = _as_float(dout)
    axes = (0, *range(2, dout.ndim))
    shape = (-1, *[1] * (dout.ndim - 2))
    dgamma = (dout * xhat).sum(axis=axes)  # (C,)
    dbeta = dout.sum(axis=axes)  # (C,)
    dxhat = dout * gamma.reshape(shape)
    if training:
        along = (dxhat * xhat).mean(axis=axes, keepdims=True)
        dxhat = dxhat - dxhat.mean(axis=axes, keepdims=True) - xhat * along
    return dxhat * inverse_std.reshape(shape), dgamma, dbeta
    ### END SOLUTION


# --------------------------------------------------------------------------- F  a small network


def convnet_init(rng):
    """Draw the parameters of the small network.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all randomness.

    Returns
    -------
    params : dict of float64 arrays
        W1 (8, 1, 3, 3), b1 (8,), W2 (16, 8, 3, 3), b2 (16,), W3 (10, 64), b3 (10,). Weights are normal with
        mean 0 and standard deviation sqrt(2 / fan-in), where the fan-in is the number of inputs of one output
        (He et al.); drawn in the order W1, W2, W3 with one call ``rng.standard_normal(shape)`` each. Biases
        are 0.

    Examples
    --------
    >>> params = convnet_init(np.random.default_rng(0))
    >>> {name: value.shape for name, value in sorted(params.items())}
    {'W1': (8, 1, 3, 3), 'W2': (16, 8, 3, 3), 'W3': (10, 64), 'b1': (8,), 'b2': (16,), 'b3': (10,)}
    """
    ### BEGIN SOLUTION
    params = {}
    for layer, shape in enumerate([(8, 1, 3, 3), (16, 8, 3, 3), (10, 64)], start=1):
        fan_in = math.prod(shape[1:])
        params[f"W{layer}"] = rng.standard_normal(shape) * math.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros(shape[0])
    return params
    ### END SOLUTION


def _convnet_forward(params, X):
    """Not asked for: a place for what the next three share, the way from the images to the logits (N, 10)."""
    ### BEGIN SOLUTION
    conv, conv1 = conv2d_forward(X, params["W1"], params["b1"], pad=1)  # (N, 8, 8, 8)
    hidden1 = np.maximum(conv, 0)
    pooled, pool1 = maxpool2d_forward(hidden1, 2)  # (N, 8, 4, 4)
    conv, conv2 = conv2d_forward(pooled, params["W2"], params["b2"], pad=1)  # (N, 16, 4, 4)
    hidden2 = np.maximum(conv, 0)
    pooled, pool2 = maxpool2d_forward(hidden2, 2)  # (N, 16, 2, 2)
    flat = pooled.reshape(len(pooled), -1)  # (N, 64)
    logits = flat @ params["W3"].T + params["b3"]  # (N, 10)
    return logits, (hidden1, conv1, pool1, hidden2, conv2, pool2, flat)
    ### END SOLUTION


def convnet_loss_and_grads(params, X, y):
    """Loss of the network on a batch, and its gradient with respect to every parameter.

    conv 3x3 (pad 1) -> ReLU -> max pooling 2 -> conv 3x3 (pad 1) -> ReLU -> max pooling 2
    -> flatten (C, H, W) -> dense -> softmax cross-entropy.

    Parameters
    ----------
    params : dict
        As from `convnet_init`.
    X : (N, 1, 8, 8) float
        Images.
    y : (N,) array of any integer dtype
        Their classes, 0 to 9.

    Returns
    -------
    loss : float
        Mean over the batch of -log p(y).
    grads : dict
        The keys of `params`; each gradient with its parameter's shape. ReLU'(0) = 0.

    Notes
    -----
    Logits of any finite size must give a finite loss, also when the right class has hardly any probability.

    Examples
    --------
    >>> params = {name: 0 * value for name, value in convnet_init(np.random.default_rng(0)).items()}
    >>> loss, grads = convnet_loss_and_grads(params, np.ones((2, 1, 8, 8)), np.array([3, 4]))
    >>> round(float(loss), 4), grads["b3"].round(2).tolist()  # log(10); mean of p - one-hot
    (2.3026, [0.1, 0.1, 0.1, -0.4, -0.4, 0.1, 0.1, 0.1, 0.1, 0.1])
    """
    ### BEGIN SOLUTION
    logits, caches = _convnet_forward(params, X)
    # log p = z - max z - log sum exp(z - max z). Safe: the largest exponent is 0, so the sum is between 1 and
    # 10 and its logarithm is finite.
    rows = np.arange(len(y))
    shifted = logits - logits.max(axis=1, keepdims=True)  # (N, 10)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, 10)
    loss = -log_p[rows, y].mean()
    dlogits = np.exp(log_p)
    dlogits[rows, y] -= 1
    dlogits /= len(y)  # (N, 10)
    grads = {}
    hidden1, conv1, pool1, hidden2, conv2, pool2, flat = caches
    grads["W3"], grads["b3"] = dlogits.T @ flat, dlogits.sum(axis=0)
    dpool = (dlogits @ params["W3"]).reshape(-1, 16, 2, 2)  # (N, 16, 2, 2)
    dhidden = maxpool2d_backward(dpool, pool2) * (hidden2 > 0)  # (N, 16, 4, 4)
    dpool, grads["W2"], grads["b2"] = conv2d_backward(dhidden, conv2)
    dhidden = maxpool2d_backward(dpool, pool1) * (hidden1 > 0)  # (N, 8, 8, 8)
    _, grads["W1"], grads["b1"] = conv2d_backward(dhidden, conv1)
    return loss, grads
    ### END SOLUTION


def convnet_predict(params, X):
    """Say which digit each image shows.

    Parameters
    ----------
    params : dict
        As from `convnet_init` or `train_convnet`.
    X : (N, 1, 8, 8) float
        Images.

    Returns
    -------
    classes : (N,) integers
        The class with the largest logit.

    Examples
    --------
    >>> params = {name: 0 * value for name, value in convnet_init(np.random.default_rng(0)).items()}
    >>> params["b3"][7] = 1.0
    >>> convnet_predict(params, np.ones((2, 1, 8, 8))).tolist()
    [7, 7]
    """
    ### BEGIN SOLUTION
    return _convnet_forward(params, X)[0].argmax(axis=1)  # (N,)
    ### END SOLUTION


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    """Train with stochastic gradient descent and momentum: v <- momentum v + g, w <- w - lr v.

    Parameters
    ----------
    params : dict
        Where to start; left as it is.
    X : (N, 1, 8, 8) float
        Images.
    y : (N,) integers
        Their classes.
    epochs : int
        How often each image is used; 0 returns copies of the parameters.
    lr, momentum : float
        Step size, and the share of the old velocity that stays. Velocities start at 0 and live through the
        whole training.
    batch_size : int
        Images to a step. The last batch of an epoch may be shorter; it is used like the others, with the mean
        over its own images.
    rng : numpy.random.Generator
        Every epoch goes through the images in a new random order drawn from it.

    Returns
    -------
    params : dict
        New arrays with the same keys.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X, y = np.ones((2, 1, 8, 8)), np.array([1, 1])
    >>> params = train_convnet(convnet_init(rng), X, y, 20, lr=0.05, momentum=0.5, batch_size=2, rng=rng)
    >>> convnet_predict(params, X).tolist()
    [1, 1]
    """
    ### BEGIN SOLUTION
    params = {name: value.copy() for name, value in params.items()}
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads = convnet_loss_and_grads(params, X[batch], y[batch])
            for name, gradient in grads.items():
                velocity[name] = momentum * velocity[name] + gradient
                params[name] = params[name] - lr * velocity[name]
    return params
    ### END SOLUTION
