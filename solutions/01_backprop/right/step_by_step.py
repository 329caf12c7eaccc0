"""Step by step: entries written out where that is cheap, arrays filled in place, Vars numbered as they are made."""

import heapq
import math

import numpy as np
from numpy import asarray, empty, exp, log, zeros


def f(x):
    x = asarray(x)
    if x.dtype in (np.float32, np.float64):
        return x
    return x.astype(np.float64)


def grad_quadratic_form(A, x):
    A, x = f(A), f(x)
    D = len(x)
    out = zeros(D, np.result_type(A, x))
    for k in range(D):
        for j in range(D):
            out[k] += (A[k, j] + A[j, k]) * x[j]
    return out


def grad_least_squares(A, x, b):
    A, x, b = f(A), f(x), f(b)
    residual = A.dot(x)
    residual = residual - b
    return residual.dot(A)


def grad_trace_axb(A, B):
    return np.ascontiguousarray(f(B).dot(f(A)).T)


def grad_logdet(A):
    return np.linalg.inv(f(A).T)


def softmax_jacobian(p):
    p = f(p)
    N, K = p.shape
    out = empty((N, K, K), p.dtype)
    for n in range(N):
        out[n] = np.diag(p[n]) - np.outer(p[n], p[n])
    return out


def softmax_vjp(p, g):
    p, g = f(p), f(g)
    weighted = p * g
    total = np.add.reduce(weighted, axis=-1)
    return weighted - p * total[..., np.newaxis]


def grad_softmax_regression(W, X, y):
    W, X = f(W), f(X)
    out = np.zeros(W.shape, np.result_type(W, X))
    for x, label in zip(X, y):
        p = softmax(W.dot(x))
        p[label] -= 1
        out += np.outer(p, x)
    return out / len(X)


def affine_forward(x, W, b):
    x, W = f(x), f(W)
    flat = x.reshape(int(np.prod(x.shape[:-1])), x.shape[-1])
    out = flat.dot(W.T).reshape(x.shape[:-1] + (W.shape[0],))
    return (out if b is None else np.add(out, b)), (flat, x.shape, W, b is None)


def affine_backward(dout, cache):
    flat, shape, W, bare = cache
    dout = f(dout).reshape(flat.shape[0], W.shape[0])
    dx = dout.dot(W).reshape(shape)
    dW = dout.T.dot(flat)
    if bare:
        return dx, dW, None
    return dx, dW, dout.sum(0)


def sigmoid(x):
    x = f(x)
    out = empty(x.shape, x.dtype)
    positive = x >= 0
    out[positive] = 1 / (1 + exp(-x[positive]))
    e = exp(x[~positive])
    out[~positive] = e / (e + 1)
    return out


def sigmoid_backward(dout, out):
    dx = np.array(f(dout) * out)
    dx *= 1 - f(out)
    return dx


def tanh_backward(dout, out):
    dout, out = f(dout), f(out)
    return dout * (1 - out) * (1 + out)


def softplus(x):
    x = f(x)
    out = np.log1p(exp(-np.fabs(x)))
    return out + np.clip(x, 0, None)


def relu(x):
    out = np.array(f(x))
    out[out < 0] = 0
    return out


def relu_backward(dout, x):
    dx = np.array(f(dout))
    dx[asarray(x) <= 0] = 0
    return dx


def leaky_relu(x, alpha=0.01):
    out = np.array(f(x))
    out[out <= 0] *= alpha
    return out


def leaky_relu_backward(dout, x, alpha=0.01):
    dx = np.array(f(dout))
    dx[asarray(x) <= 0] *= alpha
    return dx


def softmax(z, axis=-1):
    z = np.moveaxis(f(z), axis, 0)
    p = exp(z - z.max(axis=0))
    p /= p.sum(axis=0)
    return np.moveaxis(p, 0, axis)


def log_softmax(z, axis=-1):
    z = np.moveaxis(f(z), axis, 0)
    shifted = z - z.max(axis=0)
    shifted -= log(exp(shifted).sum(axis=0))
    return np.moveaxis(shifted, 0, axis)


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    if reduction != "mean" and reduction != "sum" and reduction != "none":
        raise ValueError("unknown reduction")
    logits = f(logits)
    N, K = logits.shape
    kept = [n for n, label in enumerate(asarray(y).tolist()) if label != ignore_index]
    loss, dlogits = zeros(N, logits.dtype), zeros((N, K), logits.dtype)
    if kept:
        labels = asarray(y)[kept].astype(np.int64)
        top = logits[kept]
        top = top - top.max(axis=1, keepdims=True)
        powers = exp(top)
        total = powers.sum(axis=1)
        picked = np.arange(len(kept)), labels
        loss[kept] = log(total) - top[picked]
        powers /= total[:, None]
        powers[picked] -= 1
        dlogits[kept] = powers
    if reduction == "none":
        return loss, dlogits
    if reduction == "mean" and kept:
        return np.sum(loss) / len(kept), dlogits / len(kept)
    return np.sum(loss), dlogits


def bce_with_logits(z, t, reduction="mean"):
    if reduction not in ["mean", "sum", "none"]:
        raise ValueError("unknown reduction")
    z, t = f(z), f(t)
    each = t * softplus(-z) + (1 - t) * softplus(z)
    dz = sigmoid(z) - t
    if reduction == "mean":
        n = z.size or 1
        return each.sum() / n, dz / n
    return (each.sum() if reduction == "sum" else each), dz


def quadratic_cost(a, y):
    a, y = f(a), f(y)
    N = a.shape[0]
    loss = 0.0
    for n in range(N):
        loss += float(np.dot(a[n] - y[n], a[n] - y[n])) / (2 * N)
    return loss, (a - y) / (N or 1)


def sigmoid_net_backprop(weights, biases, X, Y, cost="quadratic"):
    if cost == "quadratic":
        log_cost = False
    elif cost == "cross_entropy":
        log_cost = True
    else:
        raise ValueError("unknown cost")
    X, Y = f(X), f(Y)
    L, N = len(weights), len(X)
    zs, activations = [], [X]
    for layer in range(L):
        zs.append(np.dot(activations[layer], f(weights[layer]).T) + biases[layer])
        activations.append(sigmoid(zs[layer]))
    deltas = [None] * L
    output = activations[L]
    if log_cost:
        loss = float((Y * softplus(-zs[-1]) + (1 - Y) * softplus(zs[-1])).sum() / N)
        deltas[L - 1] = output - Y
    else:
        loss = quadratic_cost(output, Y)[0]
        deltas[L - 1] = (output - Y) * output * (1 - output)
    for layer in range(L - 2, -1, -1):
        s = activations[layer + 1]
        deltas[layer] = np.dot(deltas[layer + 1], weights[layer + 1]) * s * (1 - s)
    nabla_b = [delta.mean(axis=0) for delta in deltas]
    nabla_w = [np.dot(deltas[layer].T, activations[layer]) / N for layer in range(L)]
    return dict(loss=loss, nabla_w=nabla_w, nabla_b=nabla_b, deltas=deltas)


def mlp_init(sizes, rng, scheme="he"):
    params = {}
    for layer in range(len(sizes) - 1):
        n_in, n_out = sizes[layer], sizes[layer + 1]
        if scheme == "he":
            std = math.sqrt(2.0 / n_in)
        elif scheme == "xavier":
            std = math.sqrt(2.0 / (n_in + n_out))
        elif scheme == "nielsen":
            std = 1.0 / math.sqrt(n_in)
        else:
            raise ValueError("unknown scheme")
        params["W" + str(layer + 1)] = rng.standard_normal(size=(n_out, n_in)) * std
        params["b" + str(layer + 1)] = zeros(n_out)
    return params


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    if activation == "relu":
        act, slope = relu, lambda z, out: (z > 0).astype(z.dtype)
    elif activation == "tanh":
        act, slope = np.tanh, lambda z, out: 1 - out**2
    elif activation == "sigmoid":
        act, slope = sigmoid, lambda z, out: out * (1 - out)
    else:
        raise ValueError("unknown activation")
    L, N = len(params) // 2, len(X)
    inputs, zs = [f(X)], []
    for layer in range(1, L + 1):
        zs.append(inputs[-1].dot(params["W%d" % layer].T) + params["b%d" % layer])
        if layer < L:
            inputs.append(act(zs[-1]))
    scores = zs[-1] - zs[-1].max(axis=1, keepdims=True)
    log_p = scores - log(exp(scores).sum(axis=1, keepdims=True))
    loss = -float(log_p[np.arange(N), y].mean())
    grads = {}
    delta = exp(log_p)
    delta[np.arange(N), y] -= 1
    delta /= N
    for layer in range(L, 0, -1):
        W = params["W%d" % layer]
        loss += 0.5 * l2 * float(np.square(W).sum())
        grads["W%d" % layer] = (delta.T.dot(inputs[layer - 1]) + l2 * W).astype(W.dtype)
        grads["b%d" % layer] = delta.sum(axis=0).astype(params["b%d" % layer].dtype)
        if layer > 1:
            delta = delta.dot(W) * slope(zs[layer - 2], inputs[layer - 1])
    return loss, grads


class Var:
    made = 0

    def __init__(self, value, parents=()):
        self.value = float(value)
        self.parents = list(parents)  # triples: weight, variable
        self.grad = 0.0
        Var.made += 1
        self.number = Var.made  # a variable is made after everything it is computed from

    def __add__(self, other):
        if not isinstance(other, Var):
            return Var(self.value + other, [(1.0, self)])
        return Var(self.value + other.value, [(1.0, self), (1.0, other)])

    def __radd__(self, other):
        return Var(other + self.value, [(1.0, self)])

    def __sub__(self, other):
        if not isinstance(other, Var):
            return Var(self.value - other, [(1.0, self)])
        return Var(self.value - other.value, [(1.0, self), (-1.0, other)])

    def __rsub__(self, other):
        return Var(other - self.value, [(-1.0, self)])

    def __neg__(self):
        return Var(-self.value, [(-1.0, self)])

    def __mul__(self, other):
        if not isinstance(other, Var):
            return Var(self.value * other, [(other, self)])
        return Var(self.value * other.value, [(other.value, self), (self.value, other)])

    def __rmul__(self, other):
        return Var(other * self.value, [(other, self)])

    def __truediv__(self, other):
        if not isinstance(other, Var):
            return Var(self.value / other, [(1 / other, self)])
        ratio = self.value / other.value
        return Var(ratio, [(1 / other.value, self), (-ratio / other.value, other)])

    def __rtruediv__(self, other):
        return Var(other / self.value, [(-other / self.value / self.value, self)])

    def __pow__(self, n):
        if n == 0:
            return Var(1.0, [(0.0, self)])
        return Var(self.value**n, [(n * self.value ** (n - 1), self)])

    def exp(self):
        e = math.exp(self.value)
        return Var(e, [(e, self)])

    def log(self):
        return Var(math.log(self.value), [(1.0 / self.value, self)])

    def tanh(self):
        t = math.tanh(self.value)
        return Var(t, [((1 - t) * (1 + t), self)])

    def relu(self):
        return Var(self.value * (self.value > 0), [(float(self.value > 0), self)])

    def sigmoid(self):
        if self.value > 0:
            s = 1 / (1 + math.exp(-self.value))
        else:
            s = math.exp(self.value) / (1 + math.exp(self.value))
        return Var(s, [(s * (1 - s), self)])

    def backward(self):
        gradients = {self.number: 1.0}
        variables = {self.number: self}
        queue = [-self.number]
        while queue:
            number = -heapq.heappop(queue)
            var, gradient = variables[number], gradients[number]
            if var.parents:
                var.grad = gradient
            else:
                var.grad = var.grad + gradient
            for weight, parent in var.parents:
                if parent.number not in variables:
                    variables[parent.number] = parent
                    gradients[parent.number] = 0.0
                    heapq.heappush(queue, -parent.number)
                gradients[parent.number] += weight * gradient

    def zero_grad(self):
        seen, todo = {self}, [self]
        while todo:
            var = todo.pop()
            var.grad = 0.0
            for _, parent in var.parents:
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)


def numerical_gradient(f, x, h=1e-5):
    """Shifts the entries of x itself where it can."""
    x = asarray(x)
    own = x if x.dtype == np.float64 else x.astype(np.float64)
    dtype = x.dtype if x.dtype.kind == "f" else np.float64
    gradient = zeros(x.shape, dtype)
    walk = np.nditer(own, flags=["multi_index", "zerosize_ok"])
    for _ in walk:
        i = walk.multi_index
        old = own[i].copy()
        own[i] = old + h
        above = float(f(own))
        own[i] = old - h
        below = float(f(own))
        own[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient


def relative_error(a, b):
    a, b = np.atleast_1d(f(a), f(b))
    size = abs(a) + abs(b)
    size[size < 1e-8] = 1e-8
    return np.max(abs(a - b) / size)


def gradient_check(f, grad, x, tol=1e-6):
    x = np.array(x, np.float64)
    claimed = grad(np.array(x))
    return bool(relative_error(claimed, numerical_gradient(f, x)) <= tol)
