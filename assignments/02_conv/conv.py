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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


def _convnet_forward(params, X):
    """Not asked for: a place for what the next three share, the way from the images to the logits (N, 10)."""
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()
