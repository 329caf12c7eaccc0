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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
        # YOUR CODE HERE
        raise NotImplementedError()

    def __radd__(self, other):
        """Number + Var."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __neg__(self):
        """Negate: derivative -1."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __sub__(self, other):
        """Subtract: derivatives 1 and -1."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rsub__(self, other):
        """Number - Var."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __mul__(self, other):
        """Multiply: the derivative with respect to one factor is the other."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rmul__(self, other):
        """Number * Var."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __truediv__(self, other):
        """Divide. The numerator may be 0."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rtruediv__(self, other):
        """Number / Var."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __pow__(self, exponent):
        """Raise to a power that is a plain number. For exponent 0 the result is 1 and the derivative 0."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def exp(self):
        """Exponential function."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def log(self):
        """Natural logarithm, of a positive number."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def tanh(self):
        """Hyperbolic tangent."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def relu(self):
        """Rectifier max(x, 0), with derivative 0 at 0."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def sigmoid(self):
        """Logistic function; also of +-1000 (``math.exp(1000)`` raises OverflowError)."""
        # YOUR CODE HERE
        raise NotImplementedError()

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
        # YOUR CODE HERE
        raise NotImplementedError()

    def zero_grad(self):
        """Set `grad` to 0.0 for this variable and all it was computed from, long chains too; for no other."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def _ancestors(self):
        """Optional: all variables this one was computed from and itself, parents before children."""
        # YOUR CODE HERE
        raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()
