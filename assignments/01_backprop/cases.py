"""Inputs for the tests, and the slow loops that the public speed tests must beat.

Every builder takes a random generator first, so the same generator gives the same inputs. Sizes differ from
each other wherever a mix-up of two axes could hide behind equal ones.
"""

import itertools

import numpy as np


def affine(rng, lead=(3,), d_in=4, d_out=5, bias=True, dtype=np.float64):
    """Input x (*lead, d_in), weights (d_out, d_in) and bias (d_out,) or None of an affine layer."""
    x = rng.normal(size=(*lead, d_in)).astype(dtype)
    W = rng.normal(size=(d_out, d_in)).astype(dtype)
    b = rng.normal(size=d_out).astype(dtype)
    return x, W, b if bias else None


def probabilities(rng, *shape, dtype=np.float64):
    """Rows of probabilities along the last axis."""
    weights = rng.gamma(1.0, size=shape)
    return (weights / weights.sum(axis=-1, keepdims=True)).astype(dtype)


def certain_probabilities(rng, N, K):
    """Rows of probabilities of which some are exactly 0 and 1."""
    p = probabilities(rng, N, K)
    p[::2] = np.eye(K)[rng.integers(0, K, size=len(p[::2]))]
    return p


def away_from_zero(rng, *shape, dtype=np.float64):
    """Numbers of both signs, none closer to 0 than 0.1."""
    x = rng.normal(size=shape)
    return (x + 0.1 * np.sign(x)).astype(dtype)


def classification(rng, N=7, K=5, dtype=np.float64, scale=2.0):
    """Logits (N, K) and classes (N,); the highest and the lowest class occur when N > 1."""
    y = rng.integers(0, K, size=N)
    y[:1], y[1:2] = K - 1, 0
    return (scale * rng.normal(size=(N, K))).astype(dtype), y


def some_ignored(rng, y, index=-100):
    """Copy classes with the second and a few others replaced by `index`; the first stays."""
    y = y.copy()
    chosen = rng.random(len(y)) < 0.3
    chosen[:1], chosen[1:2] = False, True
    y[chosen] = index
    return y


def sigmoid_net(rng, sizes=(4, 6, 5, 3), N=7, dtype=np.float64, scale=1.0):
    """Arguments of `sigmoid_net_backprop`: weights, biases, inputs X, and targets Y between 0 and 1."""
    pairs = list(itertools.pairwise(sizes))
    weights = [(scale * rng.normal(size=(n_out, n_in))).astype(dtype) for n_in, n_out in pairs]
    biases = [rng.normal(size=n_out).astype(dtype) for _, n_out in pairs]
    X, Y = rng.normal(size=(N, sizes[0])).astype(dtype), rng.random((N, sizes[-1])).astype(dtype)
    return weights, biases, X, Y


def mlp(rng, sizes=(4, 6, 5, 3), N=7, dtype=np.float64):
    """Arguments of `mlp_loss_and_grads`: parameters, inputs X (N, n_0) and classes y (N,)."""
    params = {}
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes), start=1):
        params[f"W{layer}"] = (rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)).astype(dtype)
        params[f"b{layer}"] = (0.3 * rng.normal(size=n_out)).astype(dtype)
    return params, rng.normal(size=(N, sizes[0])).astype(dtype), rng.integers(0, sizes[-1], size=N)


def expression(rng, depth=4):
    """Write a random formula in a, b and c, in which every operation of `Var` may occur."""
    if depth == 0:
        return str(rng.choice(["a", "b", "c", "a", "b", "c", "0.7", "2"]))
    left, right = expression(rng, depth - 1), expression(rng, depth - 1)
    forms = [
        f"({left} + {right})",
        f"({left} - {right})",
        f"({left} * {right})",
        f"({left} / (({right}) ** 2 + 1.5))",
        f"(1.3 / (1.1 + (a * {right}) ** 2))",
        f"(0.4 - b * {left})",
        f"(-(c + {left}))",
        f"(b * {left} + a).tanh()",
        f"(c * {right} - a).sigmoid()",
        f"(b + {left}).relu()",
        f"((a + {left}) ** 2 + 1).log()",
        f"(c - {right}).tanh().exp()",
    ]
    return forms[int(rng.integers(len(forms)))]


# Speed. The sizes make a Python loop over rows expensive and the arithmetic cheap: many rows of few numbers.
# The network is wide enough that a slow `cross_entropy` alone does not make it too slow. About 4 % of jitter,
# so that no two inputs are alike.


def mlp_speed_inputs(rng):
    """Arguments and options: 8000 rows through layers of 20, 32, 20 and 3 neurons."""
    return mlp(rng, sizes=(20, 32, 20, 3), N=int(rng.integers(7680, 8321))), {"activation": "tanh"}


def mlp_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    return mlp(rng, sizes=(20, 32, 20, 3), N=3), {"activation": "tanh"}


def cross_entropy_speed_inputs(rng):
    """Arguments and options: 12 000 rows of 8 classes, some ignored."""
    logits, y = classification(rng, N=int(rng.integers(11520, 12481)), K=8)
    return (logits, some_ignored(rng, y)), {}


def cross_entropy_tiny_inputs(rng):
    """The same kind of input, a few numbers of it."""
    logits, y = classification(rng, N=3, K=8)
    return (logits, some_ignored(rng, y)), {}


def loop_over_samples(params, X, y, activation="tanh"):
    """Do every sample's products one after the other: what a Python loop over rows costs at the least.

    It is a yardstick and no network: no bias, no softmax, and the last layer's gradient only.
    """
    W1, W2, W3 = params["W1"], params["W2"], params["W3"]
    total = np.zeros_like(W3)
    for x in X:
        hidden = np.tanh(W2 @ np.tanh(W1 @ x))
        total += np.outer(W3 @ hidden, hidden)
    return total


def loop_over_rows(logits, y):
    """Take one row's exponentials after the other: what a Python loop over rows costs at the least.

    It is a yardstick and no loss: no maximum, no target, no ignored rows.
    """
    p = np.empty_like(logits)
    for n in range(len(logits)):
        powers = np.exp(logits[n])
        p[n] = powers / powers.sum()
    return p
