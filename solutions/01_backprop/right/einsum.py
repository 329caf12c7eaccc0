"""Index notation: einsum throughout, targets as comparisons, and a Var that keeps closures (Kahn's order)."""

import math

import numpy as np


def floats(*arrays):
    out = []
    for array in arrays:
        array = np.asarray(array)
        out.append(array if array.dtype.kind == "f" else array.astype(float))
    return out if len(out) > 1 else out[0]


def grad_quadratic_form(A, x):
    A, x = floats(A, x)
    return np.einsum("ij,j->i", A, x) + np.einsum("ji,j->i", A, x)


def grad_least_squares(A, x, b):
    A, x, b = floats(A, x, b)
    return np.einsum("md,m->d", A, np.einsum("md,d->m", A, x) - b)


def grad_trace_axb(A, B):
    A, B = floats(A, B)
    return np.einsum("pm,np->mn", A, B)


def grad_logdet(A):
    A = floats(A)
    return np.linalg.solve(A.T, np.eye(len(A), dtype=A.dtype))


def softmax_jacobian(p):
    p = floats(p)
    jacobian = -np.einsum("ni,nj->nij", p, p)
    np.einsum("nii->ni", jacobian)[...] += p
    return jacobian


def softmax_vjp(p, g):
    p, g = floats(p, g)
    return p * g - np.einsum("...k,...j,...j->...k", p, p, g, optimize=True)


def grad_softmax_regression(W, X, y):
    W, X = floats(W, X)
    P = softmax(np.einsum("nd,kd->nk", X, W))
    Y = np.asarray(y)[:, None] == np.arange(W.shape[0])
    return np.einsum("nk,nd->kd", P - Y, X) / X.shape[0]


def affine_forward(x, W, b):
    x, W = floats(x, W)
    out = np.einsum("...i,oi->...o", x, W)
    if b is not None:
        out = out + b
    return out, {"x": x, "W": W, "bias": b is not None}


def affine_backward(dout, cache):
    dout, x = floats(dout), cache["x"]
    dx = np.einsum("...o,oi->...i", dout, cache["W"])
    letters = "abcdefgh"[: x.ndim - 1]
    dW = np.einsum(f"{letters}o,{letters}i->oi", dout, x)
    return dx, dW, np.einsum(f"{letters}o->o", dout).copy() if cache["bias"] else None


def sigmoid(x):
    x = floats(x)
    return np.exp(-np.logaddexp(x.dtype.type(0), -x))


def sigmoid_backward(dout, out):
    dout, out = floats(dout, out)
    return dout * (out - np.square(out))


def tanh_backward(dout, out):
    dout, out = floats(dout, out)
    return dout - dout * np.square(out)


def softplus(x):
    x = floats(x)
    return np.logaddexp(x.dtype.type(0), x)


def relu(x):
    x = floats(x)
    return x * (x > 0)


def relu_backward(dout, x):
    dout = floats(dout)
    return np.where(x > 0, dout, np.zeros_like(dout))


def leaky_relu(x, alpha=0.01):
    return np.maximum(floats(x), 0) + alpha * np.minimum(floats(x), 0)


def leaky_relu_backward(dout, x, alpha=0.01):
    x, dout = floats(x, dout)
    positive = (x > 0).astype(x.dtype)
    return dout * (positive + alpha * (1 - positive))


def softmax(z, axis=-1):
    return np.exp(log_softmax(z, axis))


def log_softmax(z, axis=-1):
    z = floats(z)
    top = np.amax(z, axis=axis, keepdims=True)
    return z - (top + np.log(np.sum(np.exp(z - top), axis=axis, keepdims=True)))


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    weights = {"mean": 1, "sum": 1, "none": 1}
    if reduction not in weights:
        raise ValueError(reduction)
    log_p, y = log_softmax(logits), np.asarray(y)
    kept = y != ignore_index
    Y = (y[:, None] == np.arange(log_p.shape[1])) & kept[:, None]
    loss = -np.where(Y, log_p, 0).sum(axis=1)
    dlogits = np.exp(log_p) * kept[:, None] - Y
    if reduction == "none":
        return loss, dlogits
    if reduction == "sum":
        return loss.sum(), dlogits
    if not kept.any():
        return 0.0, np.zeros_like(log_p)
    return loss.sum() / int(kept.sum()), dlogits / int(kept.sum())


def bce_with_logits(z, t, reduction="mean"):
    z, t = floats(z, t)
    loss = np.maximum(z, 0) - z * t + np.log1p(np.exp(-abs(z)))
    dz = sigmoid(z) - t
    if reduction == "none":
        return loss, dz
    if reduction == "sum":
        return loss.sum(), dz
    if reduction != "mean":
        raise ValueError(reduction)
    if loss.size == 0:
        return 0.0, dz
    return loss.mean(), dz / loss.size


def quadratic_cost(a, y):
    a, y = floats(a, y)
    if len(a) == 0:
        return 0.0, a - y
    return 0.5 * np.einsum("nk,nk->", a - y, a - y) / len(a), (a - y) / len(a)


def sigmoid_net_backprop(weights, biases, X, Y, cost="quadratic"):
    if cost not in {"quadratic", "cross_entropy"}:
        raise ValueError(cost)
    a, Y = [floats(X)], floats(Y)
    for W, b in zip(weights, biases):
        z = np.einsum("ni,oi->no", a[-1], W) + b
        a.append(sigmoid(z))
    if cost == "quadratic":
        loss, _ = quadratic_cost(a[-1], Y)
        deltas = [(a[-1] - Y) * a[-1] * (1 - a[-1])]
    else:
        loss = float(np.sum(softplus(z) - Y * z)) / len(Y)
        deltas = [a[-1] - Y]
    for out, W in zip(reversed(a[1:-1]), reversed(weights)):
        deltas.append(np.einsum("no,oi->ni", deltas[-1], W) * out * (1 - out))
    deltas = deltas[::-1]
    return {
        "deltas": deltas,
        "nabla_b": [np.mean(d, axis=0) for d in deltas],
        "nabla_w": [np.einsum("no,ni->oi", d, before) / len(Y) for d, before in zip(deltas, a)],
        "loss": loss,
    }


def mlp_init(sizes, rng, scheme="he"):
    spread = {
        "he": lambda n_in, n_out: (2 / n_in) ** 0.5,
        "xavier": lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5,
        "nielsen": lambda n_in, n_out: n_in**-0.5,
    }
    if scheme not in spread:
        raise ValueError(scheme)
    params = {}
    for i in range(1, len(sizes)):
        shape = sizes[i], sizes[i - 1]
        params["W%d" % i] = rng.standard_normal(shape) * spread[scheme](*shape[::-1])
        params["b%d" % i] = np.zeros(sizes[i])
    return params


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    if activation not in ("relu", "tanh", "sigmoid"):
        raise ValueError(activation)
    last = len(params) // 2
    outs, slopes = [floats(X)], []
    for i in range(1, last + 1):
        z = np.einsum("ni,oi->no", outs[-1], params[f"W{i}"], optimize=True) + params[f"b{i}"]
        if i == last:
            break
        if activation == "relu":
            outs.append(relu(z))
            slopes.append(z > 0)
        elif activation == "tanh":
            outs.append(np.tanh(z))
            slopes.append(1 - outs[-1] ** 2)
        else:
            outs.append(sigmoid(z))
            slopes.append(outs[-1] * (1 - outs[-1]))
    loss, delta = cross_entropy(z, y)
    loss = float(loss) + l2 * 0.5 * sum(
        float(np.vdot(params[f"W{i}"], params[f"W{i}"])) for i in range(1, last + 1)
    )
    grads = {}
    for i in range(last, 0, -1):
        W, b = params[f"W{i}"], params[f"b{i}"]
        grads[f"b{i}"] = delta.sum(0).astype(b.dtype)
        grads[f"W{i}"] = (np.einsum("no,ni->oi", delta, outs[i - 1], optimize=True) + l2 * W).astype(W.dtype)
        if i > 1:
            delta = np.einsum("no,oi->ni", delta, W, optimize=True) * slopes[i - 2]
    return loss, grads


class Var:
    def __init__(self, value, parents=()):
        self.value = value
        self.grad = 0.0
        self.parents = parents
        self.push = None

    @staticmethod
    def _make(value, parents, push):
        out = Var(value, parents)
        out.push = push
        return out

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)

        def push(g):
            self.grad += g
            other.grad += g

        return Var._make(self.value + other.value, (self, other), push)

    __radd__ = __add__

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)

        def push(g):
            self.grad += g * other.value
            other.grad += g * self.value

        return Var._make(self.value * other.value, (self, other), push)

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * (other**-1 if isinstance(other, Var) else 1 / other)

    def __rtruediv__(self, other):
        return self**-1 * other

    def _unary(self, value, slope):
        def push(g):
            self.grad += g * slope

        return Var._make(value, (self,), push)

    def __pow__(self, n):
        return self._unary(self.value**n, 0.0 if n == 0 else n * self.value ** (n - 1))

    def exp(self):
        return self._unary(math.exp(self.value), math.exp(self.value))

    def log(self):
        return self._unary(math.log(self.value), 1 / self.value)

    def tanh(self):
        t = math.tanh(self.value)
        return self._unary(t, 1 - t * t)

    def relu(self):
        return self._unary(self.value, 1.0) if self.value > 0 else self._unary(0.0, 0.0)

    def sigmoid(self):
        s = (1 + math.tanh(self.value / 2)) / 2
        return self._unary(s, s * (1 - s))

    def _uses(self):
        uses, todo = {self: 0}, [self]
        while todo:
            for parent in todo.pop().parents:
                if parent not in uses:
                    uses[parent] = 0
                    todo.append(parent)
                uses[parent] += 1
        return uses

    def backward(self):
        uses = self._uses()
        for var in uses:
            if var.push is not None:
                var.grad = 0.0
        self.grad += 1.0
        ready = [self]
        while ready:
            var = ready.pop()
            if var.push is not None:
                var.push(var.grad)
            for parent in var.parents:
                uses[parent] -= 1
                if uses[parent] == 0:
                    ready.append(parent)

    def zero_grad(self):
        for var in self._uses():
            var.grad = 0.0


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x)
    wide = x.astype(np.float64)
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    quotients = [(f(wide + step) - f(wide - step)) / (2 * h) for step in steps]
    return np.array(quotients, dtype=floats(x).dtype).reshape(x.shape)


def relative_error(a, b):
    a, b = floats(a, b)
    errors = [abs(u - v) / max(1e-8, abs(u) + abs(v)) for u, v in zip(a.ravel().tolist(), b.ravel().tolist())]
    return math.nan if any(map(math.isnan, errors)) else max(errors)


def gradient_check(f, grad, x, tol=1e-6):
    x = np.asarray(x, dtype=np.float64)
    return relative_error(grad(x.copy()), numerical_gradient(f, x)) <= tol
