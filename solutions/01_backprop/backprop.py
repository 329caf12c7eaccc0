"""Backpropagation by hand: from single derivatives to a network, and to a small automatic differentiator.

Fill in the functions from top to bottom; later ones may use earlier ones. The handout (README.md) has the
mathematics and the edge cases. Only numpy is needed, and only numpy (with the standard library) may be
imported.

What holds in the whole file:

* A gradient has the shape of the variable it belongs to.
* Batches are rows: x is (N, D). Weight matrices are stored (out, in), as in torch: ``x @ W.T + b``.
* A backward function gives *sums* over the batch. A factor 1/N stands in a loss that is a mean, nowhere else.
* float32 in, float32 out; float64 in, float64 out; both together, float64; integers are computed in float64.
  Losses are plain numbers: a Python float, a number of numpy's (what ``.sum()`` gives) or an array of shape
  ().
* Inputs are never written into, and results share no memory with them. A cache may.
* Nothing overflows, divides by zero or becomes NaN where the true answer is finite.
"""

import itertools
import math

import numpy as np


def _as_float(x):
    """Given: `x` as an array of floats. float32 and float64 stay what they are, integers become float64."""
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)


# --------------------------------------------------------------------------- A  matrix calculus


def grad_quadratic_form(A, x):
    """Gradient of f(x) = x^T A x with respect to x.

    Parameters
    ----------
    A : (D, D) float
        Any square matrix; it need not be symmetric.
    x : (D,) float

    Returns
    -------
    gradient : (D,) float

    Examples
    --------
    f(x) = 1 x0 x0 + 2 x0 x1 + 4 x1 x1:

    >>> grad_quadratic_form(np.array([[1.0, 2.0], [0.0, 4.0]]), np.array([1.0, 1.0])).tolist()
    [4.0, 10.0]
    """
    ### BEGIN SOLUTION
    # df = dx^T A x + x^T A dx = ((A + A^T) x) . dx
    A, x = _as_float(A), _as_float(x)
    return (A + A.T) @ x  # (D,)
    ### END SOLUTION


def grad_least_squares(A, x, b):
    """Gradient of f(x) = 1/2 |A x - b|^2 with respect to x.

    Parameters
    ----------
    A : (M, D) float
    x : (D,) float
    b : (M,) float

    Returns
    -------
    gradient : (D,) float

    Examples
    --------
    A x - b = (2, 1, 0):

    >>> A = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> grad_least_squares(A, np.array([2.0, 1.0]), np.array([0.0, 0.0, 3.0])).tolist()
    [2.0, 1.0]
    """
    ### BEGIN SOLUTION
    # df = (A x - b)^T A dx, so the gradient is A^T (A x - b).
    A = _as_float(A)
    return A.T @ (A @ _as_float(x) - b)  # (D,)
    ### END SOLUTION


def grad_trace_axb(A, B):
    """Gradient of f(X) = tr(A X B) with respect to the matrix X of shape (M, N).

    Parameters
    ----------
    A : (P, M) float
    B : (N, P) float

    Returns
    -------
    gradient : (M, N) float
        Entry (m, n) is the derivative with respect to X[m, n]. It does not depend on X.

    Examples
    --------
    f(X) = 1 (3 X00 + 4 X01) + 2 (3 X10 + 4 X11):

    >>> grad_trace_axb(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])).tolist()
    [[3.0, 4.0], [6.0, 8.0]]
    """
    ### BEGIN SOLUTION
    # df = tr(A dX B) = tr(B A dX) = <(B A)^T, dX>, and (B A)^T = A^T B^T.
    return _as_float(A).T @ _as_float(B).T  # (M, N)
    ### END SOLUTION


def grad_logdet(A):
    """Gradient of f(A) = log |det A| with respect to A.

    Parameters
    ----------
    A : (D, D) float
        Invertible. Its determinant may be negative.

    Returns
    -------
    gradient : (D, D) float
        Entry (i, j) is the derivative with respect to A[i, j].

    Examples
    --------
    f(A) = log |A00 A11 - A01 A10|, here the logarithm of 2:

    >>> grad_logdet(np.array([[1.0, 2.0], [0.0, 2.0]])).tolist()
    [[1.0, 0.0], [-1.0, 0.5]]
    """
    ### BEGIN SOLUTION
    # df = tr(A^-1 dA) = <A^-T, dA>
    return np.linalg.inv(_as_float(A)).T.copy()  # (D, D)
    ### END SOLUTION


# --------------------------------------------------------------------------- B  the affine layer


def affine_forward(x, W, b):
    """Apply a linear layer: out = x W^T + b.

    Parameters
    ----------
    x : (*, Din) float
        `*` stands for any number of leading axes, none included (a single vector).
    W : (Dout, Din) float
    b : (Dout,) float or None
        None: no bias.

    Returns
    -------
    out : (*, Dout) float
    cache
        Whatever you want to hand to `affine_backward`; nobody else looks at it.

    Examples
    --------
    >>> W = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 0.0]])
    >>> affine_forward(np.array([[1.0, 1.0]]), W, np.array([0.0, 10.0, 20.0]))[0].tolist()
    [[3.0, 11.0, 23.0]]
    """
    ### BEGIN SOLUTION
    x, W = _as_float(x), _as_float(W)
    out = x @ W.T  # (*, Dout)
    return (out if b is None else out + b), (x, W, b)
    ### END SOLUTION


def affine_backward(dout, cache):
    """Carry a gradient back through `affine_forward`.

    Parameters
    ----------
    dout : (*, Dout) float
        Gradient of the loss with respect to `out`.
    cache
        The second result of `affine_forward`. It is only read: a second call gives the same answer.

    Returns
    -------
    dx : (*, Din) float
    dW : (Dout, Din) float
    db : (Dout,) float or None
        None when `b` was None. dW and db are sums over all leading axes (0 where there is nothing to sum).

    Examples
    --------
    >>> x, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, -1.0]])
    >>> cache = affine_forward(x, W, np.array([0.0]))[1]
    >>> dx, dW, db = affine_backward(np.array([[1.0], [10.0]]), cache)
    >>> dx.tolist(), dW.tolist(), db.tolist()
    ([[1.0, -1.0], [10.0, -10.0]], [[31.0, 42.0]], [11.0])
    """
    ### BEGIN SOLUTION
    # dx = dout W,  dW = sum_n dout_n x_n^T = dout^T x,  db = sum_n dout_n
    x, W, b = cache
    dout = _as_float(dout)
    dx = dout @ W  # (*, Din)
    rows = dout.reshape(-1, W.shape[0])  # (N, Dout)
    dW = rows.T @ x.reshape(-1, W.shape[1])  # (Dout, Din)
    return dx, dW, None if b is None else rows.sum(axis=0)
    ### END SOLUTION


# --------------------------------------------------------------------------- C  activations


def sigmoid(x):
    """Logistic function 1 / (1 + e^-x), element by element.

    Parameters
    ----------
    x : (*) float
        Any shape, also () and empty; any size of number, also +-1000.

    Returns
    -------
    out : (*) float
        Between 0 and 1.

    Examples
    --------
    >>> sigmoid(np.array([0.0, np.log(3.0), -1000.0])).round(3).tolist()
    [0.5, 0.75, 0.0]
    """
    ### BEGIN SOLUTION
    # 1 / (1 + e^-x) = e^x / (1 + e^x). Safe: e^-|x| lies between 0 and 1 and serves either form.
    x = _as_float(x)
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)
    ### END SOLUTION


def sigmoid_backward(dout, out):
    """Carry a gradient back through `sigmoid`.

    Parameters
    ----------
    dout : (*) float
        Gradient with respect to the result of `sigmoid`.
    out : (*) float
        The *result* of `sigmoid`, not its argument.

    Returns
    -------
    dx : (*) float

    Examples
    --------
    >>> sigmoid_backward(np.array([1.0, 4.0]), np.array([0.5, 0.75])).tolist()
    [0.25, 0.75]
    """
    ### BEGIN SOLUTION
    # s' = s (1 - s)
    out = _as_float(out)
    return _as_float(dout) * out * (1 - out)
    ### END SOLUTION


def tanh_backward(dout, out):
    """Carry a gradient back through `np.tanh`.

    Parameters
    ----------
    dout : (*) float
        Gradient with respect to the result of tanh.
    out : (*) float
        The *result* of tanh, not its argument.

    Returns
    -------
    dx : (*) float

    Examples
    --------
    >>> tanh_backward(np.array([1.0, 4.0]), np.array([0.0, 0.5])).tolist()
    [1.0, 3.0]
    """
    ### BEGIN SOLUTION
    # tanh' = 1 - tanh^2
    out = _as_float(out)
    return _as_float(dout) * (1 - out * out)
    ### END SOLUTION


def softplus(x):
    """Smooth rectifier log(1 + e^x), element by element.

    Parameters
    ----------
    x : (*) float
        Any shape, also () and empty; any size of number, also +-1000.

    Returns
    -------
    out : (*) float

    Examples
    --------
    >>> softplus(np.array([0.0, 1000.0, -1000.0])).round(4).tolist()
    [0.6931, 1000.0, 0.0]
    """
    ### BEGIN SOLUTION
    # log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). Safe: e^-|x| is at most 1.
    x = _as_float(x)
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    ### END SOLUTION


def relu(x):
    """Rectifier max(x, 0), element by element.

    Parameters
    ----------
    x : (*) float
        Any shape, also () and empty.

    Returns
    -------
    out : (*) float

    Examples
    --------
    >>> relu(np.array([-2.0, 0.0, 3.0])).tolist()
    [0.0, 0.0, 3.0]
    """
    ### BEGIN SOLUTION
    return np.maximum(_as_float(x), 0)
    ### END SOLUTION


def relu_backward(dout, x):
    """Carry a gradient back through `relu`.

    Parameters
    ----------
    dout : (*) float
        Gradient with respect to the result of `relu`.
    x : (*) float
        The argument of `relu`.

    Returns
    -------
    dx : (*) float
        The derivative at exactly 0 is taken to be 0.

    Examples
    --------
    >>> relu_backward(np.array([5.0, 6.0, 7.0]), np.array([-2.0, 0.0, 3.0])).tolist()
    [0.0, 0.0, 7.0]
    """
    ### BEGIN SOLUTION
    return _as_float(dout) * (np.asarray(x) > 0)
    ### END SOLUTION


def leaky_relu(x, alpha=0.01):
    """Rectifier that lets a part of negative numbers through: x where x > 0, else alpha x.

    Parameters
    ----------
    x : (*) float
        Any shape, also () and empty.
    alpha : float, default 0.01
        Any number: also 0, negative, or above 1.

    Returns
    -------
    out : (*) float

    Examples
    --------
    >>> leaky_relu(np.array([-2.0, 0.0, 3.0]), alpha=0.5).tolist()
    [-1.0, 0.0, 3.0]
    """
    ### BEGIN SOLUTION
    x = _as_float(x)
    return np.where(x > 0, x, alpha * x)
    ### END SOLUTION


def leaky_relu_backward(dout, x, alpha=0.01):
    """Carry a gradient back through `leaky_relu`.

    Parameters
    ----------
    dout : (*) float
        Gradient with respect to the result of `leaky_relu`.
    x : (*) float
        The argument of `leaky_relu`.
    alpha : float, default 0.01

    Returns
    -------
    dx : (*) float
        The derivative at exactly 0 is taken to be alpha.

    Examples
    --------
    >>> leaky_relu_backward(np.array([5.0, 6.0, 7.0]), np.array([-2.0, 0.0, 3.0]), alpha=0.5).tolist()
    [2.5, 3.0, 7.0]
    """
    ### BEGIN SOLUTION
    dout = _as_float(dout)
    return np.where(np.asarray(x) > 0, dout, alpha * dout)
    ### END SOLUTION


# --------------------------------------------------------------------------- D  softmax


def softmax(z, axis=-1):
    """Turn scores into probabilities along one axis.

    Parameters
    ----------
    z : (*) float
        At least one axis. Any size of number; some, not all, scores along `axis` may be -inf.
    axis : int, default -1

    Returns
    -------
    p : (*) float
        e^z_k / sum_j e^z_j along `axis`.

    Examples
    --------
    >>> softmax(np.log([[1.0, 3.0, 4.0]])).round(3).tolist()
    [[0.125, 0.375, 0.5]]
    >>> softmax(np.array([[5.0, 1000.0], [5.0, 0.0]]), axis=0).tolist()
    [[0.5, 1.0], [0.5, 0.0]]
    """
    ### BEGIN SOLUTION
    # p_k = e^(z_k - m) / sum_j e^(z_j - m),  m = max_j z_j.
    # Safe: the largest exponent is 0, so nothing overflows and the sum is at least 1.
    z = _as_float(z)
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)
    ### END SOLUTION


def log_softmax(z, axis=-1):
    """Logarithm of `softmax`, finite even where the probability is too small for a float.

    Parameters
    ----------
    z : (*) float
        As for `softmax`.
    axis : int, default -1

    Returns
    -------
    log_p : (*) float
        -inf only where z is -inf.

    Examples
    --------
    >>> log_softmax(np.array([0.0, -2000.0])).tolist()
    [0.0, -2000.0]
    """
    ### BEGIN SOLUTION
    # log p_k = z_k - m - log sum_j e^(z_j - m),  m = max_j z_j. Safe: the sum lies between 1 and K.
    z = _as_float(z)
    z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))
    ### END SOLUTION


# --------------------------------------------------------------------------- A  derivatives of softmax


def softmax_jacobian(p):
    """All derivatives of softmax, for each row of a batch.

    Parameters
    ----------
    p : (N, K) float
        Probabilities: the *result* of `softmax`. They may be exactly 0 or 1.

    Returns
    -------
    jacobian : (N, K, K) float
        Entry (n, i, j) is the derivative of p[n, i] with respect to the score z[n, j].

    Examples
    --------
    >>> softmax_jacobian(np.array([[0.25, 0.75]])).tolist()
    [[[0.1875, -0.1875], [-0.1875, 0.1875]]]
    """
    ### BEGIN SOLUTION
    # dp_i / dz_j = p_i (delta_ij - p_j)
    p = _as_float(p)
    return p[:, :, None] * (np.eye(p.shape[1], dtype=p.dtype) - p[:, None, :])  # (N, K, K)
    ### END SOLUTION


def softmax_vjp(p, g):
    """Carry a gradient back through softmax (a vector-Jacobian product).

    Parameters
    ----------
    p : (*, K) float
        The result of `softmax` along the last axis.
    g : (*, K) float
        Gradient with respect to p.

    Returns
    -------
    dz : (*, K) float

    Notes
    -----
    Never holds an array of K * K numbers: for K = 50 000 words that would be 20 GB for each row.

    Examples
    --------
    >>> softmax_vjp(np.array([0.25, 0.75]), np.array([4.0, 0.0])).tolist()
    [0.75, -0.75]
    """
    ### BEGIN SOLUTION
    # dz_j = sum_i g_i p_i (delta_ij - p_j) = p_j (g_j - sum_i g_i p_i)
    p, g = _as_float(p), _as_float(g)
    return p * (g - (p * g).sum(axis=-1, keepdims=True))  # (*, K)
    ### END SOLUTION


def grad_softmax_regression(W, X, y):
    """Gradient of softmax regression's loss, the mean of -log softmax(X W^T)[n, y_n], with respect to W.

    Parameters
    ----------
    W : (K, D) float
    X : (N, D) float
        N is at least 1.
    y : (N,) integer
        Classes, 0 to K - 1.

    Returns
    -------
    gradient : (K, D) float

    Examples
    --------
    With W = 0 both classes have probability 1/2:

    >>> grad_softmax_regression(np.zeros((2, 1)), np.array([[2.0], [6.0]]), np.array([0, 1])).tolist()
    [[1.0], [-1.0]]
    """
    ### BEGIN SOLUTION
    # dL/dZ = (P - Y) / N with one-hot rows Y; Z = X W^T, so dL/dW = (dL/dZ)^T X.
    X = _as_float(X)
    N = X.shape[0]
    delta = softmax(X @ _as_float(W).T)  # (N, K)
    delta[np.arange(N), y] -= 1
    return delta.T @ X / N  # (K, D)
    ### END SOLUTION


# --------------------------------------------------------------------------- D  losses


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    """Cross-entropy of softmax(logits) and class numbers, with its gradient.

    Parameters
    ----------
    logits : (N, K) float
        Scores, any size of number; the score of a class that is not the row's target may be -inf. N may be
        0, K may be 1.
    y : (N,) integer
        Class of each row, 0 to K - 1, or `ignore_index`. Any integer dtype.
    ignore_index : int, default -100
        Rows with this y do not count: loss 0, gradient 0. It may be any integer, also the number of a class.
    reduction : {"mean", "sum", "none"}
        "mean" divides by the number of rows that count; "none" keeps the loss of every row.

    Returns
    -------
    loss : float; (N,) float for "none"
    dlogits : (N, K) float
        Gradient of the loss; for "none" the gradient of the sum. When no row counts: loss 0.0 and zeros.

    Raises
    ------
    ValueError
        For any other `reduction`.

    Notes
    -----
    Never holds an array of K * K numbers.

    Examples
    --------
    >>> loss, dlogits = cross_entropy(np.log([[1.0, 3.0], [1.0, 1.0]]), np.array([1, -100]))
    >>> round(loss, 4), dlogits.round(2).tolist()
    (0.2877, [[0.25, -0.25], [0.0, 0.0]])
    """
    ### BEGIN SOLUTION
    # loss_n = -log p[n, y_n],  dloss_n / dz = p - onehot(y_n).
    # Safe: the logarithm of p is never taken; log_softmax is finite wherever the score is.
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', not {reduction!r}")
    log_p = log_softmax(logits)  # (N, K)
    rows = np.flatnonzero(np.asarray(y) != ignore_index)
    targets = np.asarray(y)[rows]
    loss = np.zeros(log_p.shape[0], log_p.dtype)
    loss[rows] = -log_p[rows, targets]
    dlogits = np.zeros_like(log_p)
    dlogits[rows] = np.exp(log_p[rows])
    dlogits[rows, targets] -= 1
    if reduction == "none":
        return loss, dlogits
    n = max(1, len(rows)) if reduction == "mean" else 1
    return float(loss.sum() / n), dlogits / n
    ### END SOLUTION


def bce_with_logits(z, t, reduction="mean"):
    """Binary cross-entropy of sigmoid(z) and targets t, with its gradient.

    Parameters
    ----------
    z : (*) float
        Scores of any shape and any size.
    t : (*) float
        Targets between 0 and 1 (0 and 1 included), of the same shape.
    reduction : {"mean", "sum", "none"}
        "mean" divides by the number of elements, "none" keeps the loss of every element.

    Returns
    -------
    loss : float; (*) float for "none"
        -t log s - (1 - t) log(1 - s) with s = sigmoid(z). 0.0 when there is no element.
    dz : (*) float
        Gradient of the loss; for "none" the gradient of the sum.

    Raises
    ------
    ValueError
        For any other `reduction`.

    Examples
    --------
    >>> loss, dz = bce_with_logits(np.array([0.0, 1000.0]), np.array([0.5, 0.0]))
    >>> round(loss, 4), dz.tolist()
    (500.3466, [0.0, 0.5])
    """
    ### BEGIN SOLUTION
    # loss = log(1 + e^z) - z t = max(z, 0) - z t + log(1 + e^-|z|),  dloss/dz = sigmoid(z) - t.
    # Safe: no logarithm of a probability that has become 0.
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', not {reduction!r}")
    z, t = _as_float(z), _as_float(t)
    loss, dz = softplus(z) - z * t, sigmoid(z) - t
    if reduction == "none":
        return loss, dz
    n = max(1, z.size) if reduction == "mean" else 1
    return float(loss.sum() / n), dz / n
    ### END SOLUTION


def quadratic_cost(a, y):
    """Half the squared distance of outputs and targets, averaged over the batch, with its gradient.

    Parameters
    ----------
    a : (N, K) float
        Outputs.
    y : (N, K) float
        Targets.

    Returns
    -------
    loss : float
        1/(2N) sum over n of |a_n - y_n|^2; 0.0 when N = 0.
    da : (N, K) float

    Examples
    --------
    >>> loss, da = quadratic_cost(np.array([[1.0, 0.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 0.0]]))
    >>> loss, da.tolist()
    (6.25, [[0.0, 0.0], [1.5, 2.0]])
    """
    ### BEGIN SOLUTION
    difference = _as_float(a) - _as_float(y)  # (N, K)
    n = max(1, len(difference))
    return float((difference * difference).sum() / (2 * n)), difference / n
    ### END SOLUTION


# --------------------------------------------------------------------------- E  networks


def sigmoid_net_backprop(weights, biases, X, Y, cost="quadratic"):
    """Backpropagation as in Nielsen's book: every layer, the last one too, is a sigmoid layer.

    Parameters
    ----------
    weights : list of (n_l, n_{l-1}) float
        For the layers l = 1 ... L, in this order; L is at least 1 (no hidden layer).
    biases : list of (n_l,) float
    X : (N, n_0) float
        Inputs; N is at least 1.
    Y : (N, n_L) float
        Targets between 0 and 1.
    cost : {"quadratic", "cross_entropy"}
        1/(2N) sum |a - y|^2, or -1/N sum [y log a + (1 - y) log(1 - a)], with 0 log 0 = 0. The sums go over
        rows and outputs.

    Returns
    -------
    dict with the keys
        loss : float
        nabla_w : list of (n_l, n_{l-1}) float
        nabla_b : list of (n_l,) float
            Gradients of the loss, in the order of `weights`.
        deltas : list of (N, n_l) float
            Error of every neuron for every sample on its own: the derivative of that *sample's* cost with
            respect to z_l. Not divided by N.

    Raises
    ------
    ValueError
        For any other `cost`.

    Notes
    -----
    With "cross_entropy" loss and gradient stay finite and exact for saturated outputs (|z| = 1000).

    Examples
    --------
    One neuron, w = 0, so a = 1/2 whatever the input; x = 2, y = 1:

    >>> net = [np.array([[0.0]])], [np.array([0.0])], np.array([[2.0]]), np.array([[1.0]])
    >>> quadratic = sigmoid_net_backprop(*net)
    >>> quadratic["loss"], quadratic["nabla_w"][0].tolist(), quadratic["deltas"][0].tolist()
    (0.125, [[-0.25]], [[-0.125]])
    >>> sigmoid_net_backprop(*net, cost="cross_entropy")["deltas"][0].tolist()
    [[-0.5]]
    """
    ### BEGIN SOLUTION
    # BP1  delta_L = (a_L - y) * s'(z_L)  (quadratic);  delta_L = a_L - y  (cross-entropy: s' cancels)
    # BP2  delta_l = (delta_{l+1} W_{l+1}) * s'(z_l)
    # BP3  dC/db_l = mean of delta_l      BP4  dC/dW_l = mean of delta_l^T a_{l-1}
    # Safe: the cross-entropy is computed from z_L, not from the logarithm of an output.
    if cost not in ("quadratic", "cross_entropy"):
        raise ValueError(f"cost must be 'quadratic' or 'cross_entropy', not {cost!r}")
    a = [_as_float(X)]
    for W, b in zip(weights, biases, strict=True):
        z = a[-1] @ _as_float(W).T + b  # (N, n_l)
        a.append(sigmoid(z))
    N = len(X)
    delta = a[-1] - Y  # (N, n_L)
    if cost == "quadratic":
        loss = quadratic_cost(a[-1], Y)[0]
        delta = sigmoid_backward(delta, a[-1])
    else:
        loss = bce_with_logits(z, Y, reduction="sum")[0] / N
    deltas = [delta]
    for W, out in zip(weights[:0:-1], a[-2:0:-1], strict=True):
        deltas.insert(0, sigmoid_backward(deltas[0] @ _as_float(W), out))  # (N, n_l)
    return {
        "loss": loss,
        "nabla_w": [delta.T @ before / N for delta, before in zip(deltas, a, strict=False)],
        "nabla_b": [delta.sum(axis=0) / N for delta in deltas],
        "deltas": deltas,
    }
    ### END SOLUTION


def mlp_init(sizes, rng, scheme="he"):
    """First parameters of a multilayer perceptron: random weights, biases 0.

    Parameters
    ----------
    sizes : sequence of int
        Widths n_0 (inputs), n_1, ..., n_L (classes); two at least.
    rng : np.random.Generator
        The only source of randomness. W1, W2, ... are drawn in this order, each by one call of
        ``rng.standard_normal`` of the matrix's shape, and scaled.
    scheme : {"he", "xavier", "nielsen"}
        Standard deviation of a weight from `n_in` inputs to `n_out` outputs: sqrt(2 / n_in),
        sqrt(2 / (n_in + n_out)), or 1 / sqrt(n_in).

    Returns
    -------
    params : dict of float64 arrays
        Keys W1 (n_1, n_0), b1 (n_1,), W2 (n_2, n_1), b2 (n_2,), ...

    Raises
    ------
    ValueError
        For any other `scheme`.

    Examples
    --------
    >>> params = mlp_init([8, 3, 2], np.random.default_rng(0))
    >>> {name: value.shape for name, value in params.items()}
    {'W1': (3, 8), 'b1': (3,), 'W2': (2, 3), 'b2': (2,)}
    >>> bool(params["W1"][0, 0] == np.random.default_rng(0).standard_normal() / 2)
    True
    """
    ### BEGIN SOLUTION
    if scheme not in ("he", "xavier", "nielsen"):
        raise ValueError(f"scheme must be 'he', 'xavier' or 'nielsen', not {scheme!r}")
    params = {}
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes), start=1):
        variance = {"he": 2 / n_in, "xavier": 2 / (n_in + n_out), "nielsen": 1 / n_in}[scheme]
        params[f"W{layer}"] = math.sqrt(variance) * rng.standard_normal((n_out, n_in))
        params[f"b{layer}"] = np.zeros(n_out)
    return params
    ### END SOLUTION


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    """Loss of a multilayer perceptron for classification, and its gradient for every parameter.

    Parameters
    ----------
    params : dict
        W1, b1, ..., WL, bL as from `mlp_init`; L is at least 1. The names say which layer a parameter
        belongs to; the order of the dict means nothing. It is left as it is.
    X : (N, n_0) float
        N is at least 1.
    y : (N,) integer
        Classes, 0 to n_L - 1.
    activation : {"relu", "tanh", "sigmoid"}
        Follows every layer but the last.
    l2 : float, default 0.0
        Strength of weight decay.

    Returns
    -------
    loss : float
        Mean softmax cross-entropy + l2 / 2 * (sum of the squares of all weights, not of the biases).
    grads : dict
        Same keys, shapes and dtypes as `params`.

    Raises
    ------
    ValueError
        For any other `activation`.

    Examples
    --------
    One layer of zeros, two classes: probabilities 1/2, loss log 2.

    >>> params = {"W1": np.zeros((2, 1)), "b1": np.zeros(2)}
    >>> loss, grads = mlp_loss_and_grads(params, np.array([[4.0]]), np.array([0]))
    >>> round(loss, 4), grads["W1"].tolist(), grads["b1"].tolist()
    (0.6931, [[-2.0], [2.0]], [-0.5, 0.5])
    """
    ### BEGIN SOLUTION
    # Forward: h_0 = X,  h_l = f(h_{l-1} W_l^T + b_l),  logits = h_{L-1} W_L^T + b_L; then backwards.
    # Each derivative is written in terms of the activation's result h (relu too: h > 0 exactly where z > 0).
    if activation not in ("relu", "tanh", "sigmoid"):
        raise ValueError(f"activation must be 'relu', 'tanh' or 'sigmoid', not {activation!r}")
    f = {"relu": relu, "tanh": np.tanh, "sigmoid": sigmoid}[activation]
    f_backward = {"relu": relu_backward, "tanh": tanh_backward, "sigmoid": sigmoid_backward}[activation]
    L = len(params) // 2

    h, caches, hidden = X, {}, {}
    for layer in range(1, L + 1):
        h, caches[layer] = affine_forward(h, params[f"W{layer}"], params[f"b{layer}"])  # (N, n_l)
        if layer < L:
            h = hidden[layer] = f(h)
    loss, dh = cross_entropy(h, y)

    grads = {}
    for layer in range(L, 0, -1):
        if layer < L:
            dh = f_backward(dh, hidden[layer])
        W = params[f"W{layer}"]
        dh, dW, grads[f"b{layer}"] = affine_backward(dh, caches[layer])
        grads[f"W{layer}"] = dW + l2 * W
        loss += l2 / 2 * float((W * W).sum())
    return loss, {name: grads[name].astype(value.dtype) for name, value in params.items()}
    ### END SOLUTION


# --------------------------------------------------------------------------- F  automatic differentiation


class Var:
    """A number that remembers how it was computed.

    Parameters
    ----------
    value : float
    parents : tuple, default ()
        What it was computed from, in whatever form your `backward` wants it (the reference keeps pairs of a
        parent and the derivative with respect to it). Empty for a leaf: a variable that was given.

    Attributes
    ----------
    value : float
    grad : float
        0.0 at first; after `root.backward()` the derivative of root with respect to this variable.

    Notes
    -----
    Operators ``+ - * /`` take a Var or a number (int or float) on either side, ``**`` takes a number as
    exponent; there are unary minus and the methods exp, log, tanh, relu, sigmoid. Each makes a new Var and
    leaves its operands alone.

    Examples
    --------
    >>> a, b = Var(3.0), Var(2.0)
    >>> u = a * b
    >>> root = u + a
    >>> root.backward()
    >>> root.value, a.grad, b.grad, u.grad
    (9.0, 3.0, 3.0, 1.0)
    """

    def __init__(self, value, parents=()):
        self.value = float(value)
        self.grad = 0.0
        self.parents = tuple(parents)

    def __add__(self, other):
        """Add: derivatives 1 and 1."""
        ### BEGIN SOLUTION
        other = _as_var(other)
        return Var(self.value + other.value, [(self, 1.0), (other, 1.0)])
        ### END SOLUTION

    def __radd__(self, other):
        """Number + Var."""
        ### BEGIN SOLUTION
        return self + other
        ### END SOLUTION

    def __neg__(self):
        """Negate: derivative -1."""
        ### BEGIN SOLUTION
        return Var(-self.value, [(self, -1.0)])
        ### END SOLUTION

    def __sub__(self, other):
        """Subtract: derivatives 1 and -1."""
        ### BEGIN SOLUTION
        other = _as_var(other)
        return Var(self.value - other.value, [(self, 1.0), (other, -1.0)])
        ### END SOLUTION

    def __rsub__(self, other):
        """Number - Var."""
        ### BEGIN SOLUTION
        return _as_var(other) - self
        ### END SOLUTION

    def __mul__(self, other):
        """Multiply: the derivative with respect to one factor is the other."""
        ### BEGIN SOLUTION
        other = _as_var(other)
        return Var(self.value * other.value, [(self, other.value), (other, self.value)])
        ### END SOLUTION

    def __rmul__(self, other):
        """Number * Var."""
        ### BEGIN SOLUTION
        return self * other
        ### END SOLUTION

    def __truediv__(self, other):
        """Divide. The numerator may be 0."""
        ### BEGIN SOLUTION
        # d(a/b)/da = 1/b,  d(a/b)/db = -a/b^2
        other = _as_var(other)
        b = other.value
        return Var(self.value / b, [(self, 1 / b), (other, -self.value / b / b)])
        ### END SOLUTION

    def __rtruediv__(self, other):
        """Number / Var."""
        ### BEGIN SOLUTION
        return _as_var(other) / self
        ### END SOLUTION

    def __pow__(self, exponent):
        """Raise to a power that is a plain number. For exponent 0 the result is 1 and the derivative 0."""
        ### BEGIN SOLUTION
        # d(a^n)/da = n a^(n-1); for n = 0 that is 0, also at a = 0, where a^-1 does not exist.
        slope = exponent * self.value ** (exponent - 1) if exponent != 0 else 0.0
        return Var(self.value**exponent, [(self, slope)])
        ### END SOLUTION

    def exp(self):
        """Exponential function."""
        ### BEGIN SOLUTION
        value = math.exp(self.value)
        return Var(value, [(self, value)])
        ### END SOLUTION

    def log(self):
        """Natural logarithm, of a positive number."""
        ### BEGIN SOLUTION
        return Var(math.log(self.value), [(self, 1 / self.value)])
        ### END SOLUTION

    def tanh(self):
        """Hyperbolic tangent."""
        ### BEGIN SOLUTION
        value = math.tanh(self.value)
        return Var(value, [(self, 1 - value**2)])
        ### END SOLUTION

    def relu(self):
        """Rectifier max(x, 0), with derivative 0 at 0."""
        ### BEGIN SOLUTION
        return Var(max(self.value, 0.0), [(self, 1.0 if self.value > 0 else 0.0)])
        ### END SOLUTION

    def sigmoid(self):
        """Logistic function; also of +-1000 (``math.exp(1000)`` raises OverflowError)."""
        ### BEGIN SOLUTION
        # Safe: e^-|x| is at most 1, as in the array version above.
        small = math.exp(-abs(self.value))
        value = (1.0 if self.value >= 0 else small) / (1 + small)
        return Var(value, [(self, value * (1 - value))])
        ### END SOLUTION

    def backward(self):
        """Compute the derivative of this variable with respect to everything it was computed from.

        * It starts with 1.0 at this variable.
        * Leaves (and this variable, if it is one) *add* the new derivative to their `grad`: two calls double
          it, as in torch.
        * Variables in between, and this one, forget their old `grad` when a call begins. Afterwards theirs
          is the derivative of this variable with respect to them.
        * Variables this one was not computed from are not touched.
        * Every variable is handled once, after all variables that were computed from it: time grows with the
          number of operations, not with the number of paths. Chains of 10 000 operations work, so no
          recursion.
        """
        ### BEGIN SOLUTION
        # dL/dx = sum over the variables u computed from x of dL/du * du/dx, so the u's come first.
        order = self._ancestors()
        for var in order:
            if var.parents:
                var.grad = 0.0
        self.grad += 1.0
        for var in reversed(order):
            for parent, slope in var.parents:
                parent.grad += slope * var.grad
        ### END SOLUTION

    def zero_grad(self):
        """Set `grad` to 0.0 for this variable and all it was computed from, long chains too; for no other."""
        ### BEGIN SOLUTION
        for var in self._ancestors():
            var.grad = 0.0
        ### END SOLUTION

    def _ancestors(self):
        """Optional: all variables this one was computed from and itself, parents before children."""
        ### BEGIN SOLUTION
        # Depth-first search with a stack of our own: a variable is entered, then its parents, then it is
        # left; the order of leaving is a topological order.
        order, entered, stack = [], set(), [(self, False)]
        while stack:
            var, done = stack.pop()
            if done:
                order.append(var)
            elif var not in entered:
                entered.add(var)
                stack.append((var, True))
                stack.extend((parent, False) for parent, _ in var.parents)
        return order
        ### END SOLUTION


def _as_var(x):
    """Given: a number becomes a leaf, a Var stays what it is."""
    return x if isinstance(x, Var) else Var(x)


# --------------------------------------------------------------------------- G  checking gradients


def numerical_gradient(f, x, h=1e-5):
    """Gradient of a function by central differences: (f(x + h e_i) - f(x - h e_i)) / (2 h) for every entry i.

    Parameters
    ----------
    f : callable
        Takes a float64 array of x's shape and returns a number (a Python float, a numpy scalar or an array of
        shape ()).
    x : (*) float or integer
        Any shape, also () and empty. Writing into x for the time of a call of `f` is allowed; on return x is
        what it was, bit for bit.
    h : float, default 1e-5

    Returns
    -------
    gradient : (*) float
        x's dtype; float64 for integers. The arithmetic is float64 always.

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), np.array([1.0, -3.0])).round(6).tolist()
    [2.0, -6.0]
    """
    ### BEGIN SOLUTION
    # The error of the quotient is O(h^2), that of a one-sided difference O(h).
    moved = np.array(x, dtype=np.float64)
    gradient = np.zeros(moved.shape)
    for i in np.ndindex(moved.shape):
        here = moved[i]
        moved[i] = here + h
        above = float(f(moved))  # a number: an array of shape () may be `moved` itself
        moved[i] = here - h
        below = float(f(moved))
        moved[i] = here
        gradient[i] = (above - below) / (2 * h)
    return gradient.astype(_as_float(x).dtype)
    ### END SOLUTION


def relative_error(a, b):
    """Largest relative difference of two arrays: the maximum of |a - b| / max(1e-8, |a| + |b|).

    Parameters
    ----------
    a, b : (*) float
        Of the same shape, with at least one entry.

    Returns
    -------
    error : float
        The quotient is formed for each entry, then the largest is taken. 0.0 where both are 0.

    Examples
    --------
    >>> relative_error(np.array([1.0, 0.0, 300.0]), np.array([3.0, 0.0, 300.0]))
    0.5
    """
    ### BEGIN SOLUTION
    a, b = _as_float(a), _as_float(b)
    return float((np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))).max())
    ### END SOLUTION


def gradient_check(f, grad, x, tol=1e-6):
    """Say whether `grad` is the gradient of `f` at x, as far as central differences can tell.

    Parameters
    ----------
    f : callable
        As for `numerical_gradient`.
    grad : callable
        Takes a float64 array of x's shape and returns the claimed gradient, an array of this shape.
    x : (*) float or integer
        At least one entry.
    tol : float, default 1e-6
        Largest `relative_error` that is accepted.

    Returns
    -------
    bool
        Python's or numpy's. False when an entry of either gradient is NaN.

    Examples
    --------
    >>> x = np.array([1.0, -3.0])
    >>> gradient_check(lambda x: (x**2).sum(), lambda x: 2 * x, x)
    True
    >>> gradient_check(lambda x: (x**2).sum(), lambda x: x, x)
    False
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=np.float64)
    return relative_error(grad(x), numerical_gradient(f, x)) <= tol
    ### END SOLUTION
