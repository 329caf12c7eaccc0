"""Objects: layers that remember what they saw, a network that is a list of them, and a Var with a tape of slopes."""

import math
from dataclasses import dataclass, field

import numpy as np


def real(x):
    return (
        np.asarray(x) + np.float32(0) if np.asarray(x).dtype.kind == "f" else np.asarray(x, dtype=np.float64)
    )


def grad_quadratic_form(A, x):
    return real(A) @ real(x) + real(x) @ real(A)


def grad_least_squares(A, x, b):
    return (real(A) @ real(x) - real(b)) @ real(A)


def grad_trace_axb(A, B):
    return (real(B) @ real(A)).T.copy()


def grad_logdet(A):
    A = real(A)
    return np.linalg.inv(A).swapaxes(0, 1).copy()


@dataclass
class Linear:
    W: np.ndarray
    b: np.ndarray | None
    x: np.ndarray | None = None

    def forward(self, x):
        self.x = x
        return np.matmul(x, self.W.T) if self.b is None else np.matmul(x, self.W.T) + self.b

    def gradients(self, dout):
        dx = np.matmul(dout, self.W)
        axes = tuple(range(dout.ndim - 1))
        dW = np.tensordot(dout, self.x, axes=(axes, axes))
        return dx, dW, None if self.b is None else dout.sum(axis=axes)


def affine_forward(x, W, b):
    layer = Linear(real(W), None if b is None else real(b))
    return layer.forward(real(x)), layer


def affine_backward(dout, cache):
    return cache.gradients(real(dout))


def sigmoid(x):
    x = real(x)
    return 0.5 * (np.tanh(0.5 * x) + 1)


def sigmoid_backward(dout, out):
    return real(dout) * (real(out) * (1 - real(out)))


def tanh_backward(dout, out):
    return real(dout) * (1 - real(out) ** 2)


def softplus(x):
    x = real(x)
    return np.where(x > 0, x, 0) + np.log1p(np.exp(np.where(x > 0, -x, x)))


def relu(x):
    return np.clip(real(x), 0, np.inf).astype(real(x).dtype)


def relu_backward(dout, x):
    return real(dout) * np.heaviside(real(x), 0).astype(real(x).dtype)


def leaky_relu(x, alpha=0.01):
    x = real(x)
    return x * np.where(x > 0, 1, alpha).astype(x.dtype)


def leaky_relu_backward(dout, x, alpha=0.01):
    return real(dout) * np.where(np.asarray(x) > 0, 1, alpha).astype(real(dout).dtype)


def log_sum_exp(z, axis):
    top = z.max(axis=axis, keepdims=True)
    return top + np.log(np.exp(z - top).sum(axis=axis, keepdims=True))


def softmax(z, axis=-1):
    z = real(z)
    p = np.exp(z - log_sum_exp(z, axis))
    return p / p.sum(axis=axis, keepdims=True)


def log_softmax(z, axis=-1):
    z = real(z)
    shifted = z - z.max(axis=axis, keepdims=True)
    return shifted - log_sum_exp(shifted, axis)


def softmax_jacobian(p):
    return np.stack([np.diag(row) for row in real(p)]) - real(p)[:, :, None] * real(p)[:, None, :]


def softmax_vjp(p, g):
    p, g = real(p), real(g)
    return p * (g - np.matmul(p[..., None, :], g[..., :, None])[..., 0])


def grad_softmax_regression(W, X, y):
    scores, layer = affine_forward(X, W, None)
    return layer.gradients(cross_entropy(scores, y)[1])[1]


def _reduced(each, gradient, reduction, n):
    if reduction == "none":
        return each, gradient
    if reduction == "sum":
        return each.sum(), gradient
    if reduction == "mean":
        return each.sum() / max(n, 1), gradient / max(n, 1)
    raise ValueError(f"no reduction {reduction}")


def cross_entropy(logits, y, ignore_index=-100, reduction="mean"):
    log_p, y = log_softmax(logits), np.asarray(y)
    kept = y != ignore_index
    safe = np.where(kept, y, 0).astype(np.intp)[:, None]
    each = np.where(kept, -np.take_along_axis(log_p, safe, axis=1)[:, 0], 0).astype(log_p.dtype)
    gradient = np.exp(log_p)
    np.put_along_axis(gradient, safe, np.take_along_axis(gradient, safe, axis=1) - 1, axis=1)
    gradient = gradient * kept[:, None]
    return _reduced(each, gradient, reduction, int(np.count_nonzero(kept)))


def bce_with_logits(z, t, reduction="mean"):
    z, t = real(z), real(t)
    each = softplus(z) * (1 - t) + softplus(-z) * t
    return _reduced(each, sigmoid(z) - t, reduction, z.size)


def quadratic_cost(a, y):
    error = real(a) - real(y)
    n = max(1, error.shape[0])
    return np.linalg.norm(error) ** 2 / n / 2, error / n


class Sigmoid:
    def forward(self, z):
        self.out = sigmoid(z)
        return self.out

    def back(self, dout):
        return sigmoid_backward(dout, self.out)


class Tanh:
    def forward(self, z):
        self.out = np.tanh(z)
        return self.out

    def back(self, dout):
        return tanh_backward(dout, self.out)


class Relu:
    def forward(self, z):
        self.z = z
        return relu(z)

    def back(self, dout):
        return relu_backward(dout, self.z)


def sigmoid_net_backprop(weights, biases, X, Y, cost="quadratic"):
    linear = [Linear(real(W), real(b)) for W, b in zip(weights, biases)]
    squash = [Sigmoid() for _ in weights]
    a = real(X)
    for layer, act in zip(linear, squash):
        z = layer.forward(a)
        a = act.forward(z)
    N = len(a)
    if cost == "quadratic":
        loss = quadratic_cost(a, Y)[0]
        delta = squash[-1].back(a - Y)
    elif cost == "cross_entropy":
        loss = bce_with_logits(z, Y, "mean")[0] * a.shape[1]
        delta = a - Y
    else:
        raise ValueError(f"no cost {cost}")
    nabla_w, nabla_b, deltas = [], [], []
    for i in range(len(linear) - 1, -1, -1):
        deltas.append(delta)
        down, dW, db = linear[i].gradients(delta)
        nabla_w.append(dW / N)
        nabla_b.append(db / N)
        if i:
            delta = squash[i - 1].back(down)
    return {"loss": loss, "nabla_w": nabla_w[::-1], "nabla_b": nabla_b[::-1], "deltas": deltas[::-1]}


def mlp_init(sizes, rng, scheme="he"):
    fans = {"he": lambda i, o: i / 2, "xavier": lambda i, o: (i + o) / 2, "nielsen": lambda i, o: i}
    if scheme not in fans:
        raise ValueError(f"no scheme {scheme}")
    params = {}
    for layer, (i, o) in enumerate(zip(sizes, sizes[1:])):
        params[f"W{layer + 1}"] = rng.standard_normal((o, i)) / math.sqrt(fans[scheme](i, o))
        params[f"b{layer + 1}"] = np.zeros((o,))
    return params


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    kinds = {"relu": Relu, "tanh": Tanh, "sigmoid": Sigmoid}
    if activation not in kinds:
        raise ValueError(f"no activation {activation}")
    numbers = sorted({int(name[1:]) for name in params})
    linear = [Linear(params[f"W{i}"], params[f"b{i}"]) for i in numbers]
    acts = [kinds[activation]() for _ in numbers[1:]]
    h = linear[0].forward(real(X))
    for act, layer in zip(acts, linear[1:]):
        h = layer.forward(act.forward(h))
    loss, delta = cross_entropy(h, y)
    loss = float(loss) + 0.5 * l2 * sum(float(np.sum(layer.W**2)) for layer in linear)
    grads = {name: None for name in params}
    for k in reversed(range(len(linear))):
        down, dW, db = linear[k].gradients(delta)
        grads[f"W{k + 1}"], grads[f"b{k + 1}"] = dW + l2 * linear[k].W, db
        if k:
            delta = acts[k - 1].back(down)
    return loss, {name: np.asarray(grads[name], dtype=params[name].dtype) for name in params}


@dataclass(eq=False)
class Var:
    value: float
    parents: tuple = ()
    slopes: tuple = ()
    grad: float = field(default=0.0)

    @staticmethod
    def of(x):
        return x if isinstance(x, Var) else Var(float(x))

    def __add__(self, other):
        other = Var.of(other)
        return Var(self.value + other.value, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Var.of(other)
        return Var(self.value * other.value, (self, other), (other.value, self.value))

    def __pow__(self, n):
        if n == 0:
            return Var(1.0, (self,), (0.0,))
        return Var(self.value**n, (self,), (n * self.value ** (n - 1),))

    def __radd__(self, other):
        return Var.of(other) + self

    def __rmul__(self, other):
        return Var.of(other) * self

    def __neg__(self):
        return Var(-self.value, (self,), (-1.0,))

    def __sub__(self, other):
        return self + -Var.of(other)

    def __rsub__(self, other):
        return Var.of(other) + -self

    def __truediv__(self, other):
        return self * Var.of(other) ** -1

    def __rtruediv__(self, other):
        return Var.of(other) * self**-1

    def exp(self):
        return Var(math.exp(self.value), (self,), (math.exp(self.value),))

    def log(self):
        return Var(math.log(self.value), (self,), (self.value**-1,))

    def tanh(self):
        return Var(math.tanh(self.value), (self,), (1 - math.tanh(self.value) ** 2,))

    def relu(self):
        return Var(self.value, (self,), (1.0,)) if self.value > 0 else Var(0.0, (self,), (0.0,))

    def sigmoid(self):
        s = 0.5 * (1 + math.tanh(self.value / 2))
        return Var(s, (self,), (s * (1 - s),))

    def _order(self):
        """Children first: a depth-first walk with iterators in place of calls."""
        left, entered, path = [], {id(self)}, [(self, iter(self.parents))]
        while path:
            var, rest = path[-1]
            for parent in rest:
                if id(parent) not in entered:
                    entered.add(id(parent))
                    path.append((parent, iter(parent.parents)))
                    break
            else:
                left.append(var)
                path.pop()
        return left[::-1]

    def backward(self):
        gradient = {id(self): 1.0}
        for var in self._order():
            g = gradient.get(id(var), 0.0)
            var.grad = g if var.parents else var.grad + g
            for parent, slope in zip(var.parents, var.slopes):
                gradient[id(parent)] = gradient.get(id(parent), 0.0) + slope * g

    def zero_grad(self):
        for var in self._order():
            var.grad = 0.0


def numerical_gradient(f, x, h=1e-5):
    wide = np.asarray(x, dtype=np.float64)
    out = np.empty(wide.shape)
    for flat in range(wide.size):
        ends = []
        for sign in (1, -1):
            moved = wide.copy(order="C")
            moved.reshape(-1)[flat] += sign * h
            ends.append(f(moved))
        out.reshape(-1)[flat] = (ends[0] - ends[1]) / (2 * h)
    return out if np.asarray(x).dtype.kind != "f" else out.astype(np.asarray(x).dtype)


def relative_error(a, b):
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return np.max(np.abs(a - b) / np.clip(np.abs(a) + np.abs(b), 1e-8, None))


def gradient_check(f, grad, x, tol=1e-6):
    x = np.array(x, dtype=np.float64)
    return bool(relative_error(grad(x), numerical_gradient(f, x)) <= tol)
