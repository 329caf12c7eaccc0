"""The reference of 01_backprop against torch and central differences, on random inputs."""

import doctest
import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

FOLDER = Path(__file__).parents[1] / "solutions" / "01_backprop"


def load(name):
    """Import a file of the assignment's folder by its path."""
    spec = importlib.util.spec_from_file_location(f"{name}_01", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


backprop, cases, harness = load("backprop"), load("cases"), load("harness")
seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)
sizes = st.integers(1, 6)
modest = settings(max_examples=15, deadline=None, derandomize=True)


def close(actual, expected):
    """Assert that two arrays agree as two float64 computations do, in shape too."""
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else np.asarray(expected)
    assert expected.shape == np.shape(actual)
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-10)


def leaf(array):
    """Make a torch tensor that collects a gradient."""
    return torch.tensor(array, requires_grad=True)


def test_examples():
    """The examples in the docstrings are true."""
    assert doctest.testmod(backprop).failed == 0


@modest
@given(seeds, sizes, sizes, sizes)
def test_matrix_gradients(rng, m, n, p):
    """Part A agrees with autograd, for any sizes."""
    A, x = leaf(rng.normal(size=(n, n))), leaf(rng.normal(size=n))
    close(backprop.grad_quadratic_form(A.detach().numpy(), x.detach().numpy()), _grad(x @ A @ x, x))
    A, b = leaf(rng.normal(size=(m, n))), rng.normal(size=m)
    loss = ((A @ x - torch.tensor(b)) ** 2).sum() / 2
    close(backprop.grad_least_squares(A.detach().numpy(), x.detach().numpy(), b), _grad(loss, x))
    A, B, X = rng.normal(size=(p, m)), rng.normal(size=(n, p)), leaf(rng.normal(size=(m, n)))
    close(backprop.grad_trace_axb(A, B), _grad(torch.trace(torch.tensor(A) @ X @ torch.tensor(B)), X))
    S = leaf(rng.normal(size=(n, n)) + 6 * np.diag(rng.choice([-1.0, 1.0], size=n)))
    close(backprop.grad_logdet(S.detach().numpy()), _grad(torch.linalg.slogdet(S)[1], S))


def _grad(value, variable):
    return torch.autograd.grad(value, variable)[0]


@modest
@given(seeds, st.lists(st.integers(0, 4), max_size=3), sizes, sizes, st.booleans())
def test_affine(rng, lead, d_in, d_out, bias):
    """The affine layer is functional.linear, for any leading axes, empty ones too."""
    x, W, b = cases.affine(rng, tuple(lead), d_in, d_out, bias)
    dout = rng.normal(size=(*lead, d_out))
    tx, tW, tb = leaf(x), leaf(W), leaf(b) if bias else None
    out = functional.linear(tx, tW, tb)
    close(harness.affine_forward(backprop, x, W, b), out)
    (out * torch.tensor(dout)).sum().backward()
    dx, dW, db = harness.affine_backward(backprop, dout, x, W, b)
    close(dx, tx.grad)
    close(dW, tW.grad)
    assert bias is (db is not None)
    if bias:
        close(db, tb.grad)


@modest
@given(seeds, st.floats(0.1, 1000), st.floats(-2, 2))
def test_activations(rng, scale, alpha):
    """Activations and their derivatives are torch's, for numbers of any size, and at 0."""
    x = np.append(scale * rng.normal(size=(3, 4)), np.zeros((1, 4)), axis=0)
    dout = rng.normal(size=x.shape)
    s, t = backprop.sigmoid(x), np.tanh(x)
    for actual, backward, function in [
        (s, backprop.sigmoid_backward(dout, s), torch.sigmoid),
        (t, backprop.tanh_backward(dout, t), torch.tanh),
        (backprop.relu(x), backprop.relu_backward(dout, x), functional.relu),
        (
            backprop.leaky_relu(x, alpha),
            backprop.leaky_relu_backward(dout, x, alpha),
            lambda v: functional.leaky_relu(v, alpha),
        ),
        (backprop.softplus(x), dout * s, lambda v: functional.softplus(v, threshold=30)),
    ]:
        v = leaf(x)
        out = function(v)
        close(actual, out)
        close(backward, _grad((out * torch.tensor(dout)).sum(), v))


@modest
@given(seeds, st.sampled_from([-1, 0, 1, 2]), st.floats(0.1, 1e4))
def test_softmax(rng, axis, scale):
    """Softmax and its logarithm are torch's, along any axis."""
    z = scale * rng.normal(size=(3, 4, 2))
    close(backprop.softmax(z, axis), torch.softmax(torch.tensor(z), axis))
    close(backprop.log_softmax(z, axis), torch.log_softmax(torch.tensor(z), axis))


@modest
@given(seeds, sizes, sizes, sizes)
def test_softmax_derivatives(rng, n, d, k):
    """The Jacobian is jacrev's, the product is autograd's, and so is softmax regression's gradient."""
    z, g = rng.normal(size=(n, k)), rng.normal(size=(n, k))
    p = backprop.softmax(z)
    jacobian = torch.func.vmap(torch.func.jacrev(lambda row: torch.softmax(row, -1)))(torch.tensor(z))
    close(backprop.softmax_jacobian(p), jacobian)
    v = leaf(z)
    close(backprop.softmax_vjp(p, g), _grad((torch.softmax(v, -1) * torch.tensor(g)).sum(), v))
    W, X, y = leaf(rng.normal(size=(k, d))), rng.normal(size=(n, d)), rng.integers(0, k, size=n)
    loss = functional.cross_entropy(torch.tensor(X) @ W.T, torch.tensor(y))
    close(backprop.grad_softmax_regression(W.detach().numpy(), X, y), _grad(loss, W))


@modest
@given(seeds, sizes, sizes, st.sampled_from(["mean", "sum", "none"]), st.sampled_from([-100, 0, 255]))
def test_cross_entropy(rng, n, k, reduction, index):
    """Cross-entropy is torch's with ignored rows, as long as one row is left."""
    logits, y = cases.classification(rng, n, k, scale=30)
    y[rng.random(n) < 0.4] = index
    if (y == index).all():
        expected = np.zeros(n) if reduction == "none" else 0.0
        loss, dlogits = backprop.cross_entropy(logits, y, index, reduction)
        close(loss, expected)
        close(dlogits, np.zeros((n, k)))
        return
    z = leaf(logits)
    loss = functional.cross_entropy(z, torch.tensor(y), ignore_index=index, reduction=reduction)
    actual, dlogits = backprop.cross_entropy(logits, y, index, reduction)
    close(actual, loss)
    close(dlogits, _grad(loss.sum(), z))


@modest
@given(seeds, sizes, st.floats(0.1, 1e3), st.sampled_from(["mean", "sum", "none"]))
def test_bce_and_quadratic_cost(rng, n, scale, reduction):
    """Both losses and gradients agree with torch."""
    z, t = leaf(scale * rng.normal(size=(n, 4))), rng.random((n, 4))
    loss = functional.binary_cross_entropy_with_logits(z, torch.tensor(t), reduction=reduction)
    actual, dz = backprop.bce_with_logits(z.detach().numpy(), t, reduction)
    close(actual, loss)
    close(dz, _grad(loss.sum(), z))
    loss = functional.mse_loss(z, torch.tensor(t), reduction="sum") / (2 * n)
    actual, da = backprop.quadratic_cost(z.detach().numpy(), t)
    close(actual, loss)
    close(da, _grad(loss, z))


@modest
@given(seeds, st.lists(sizes, min_size=2, max_size=6), sizes, st.sampled_from(["quadratic", "cross_entropy"]))
def test_sigmoid_net(rng, widths, n, cost):
    """Gradients are autograd's; the deltas are the derivatives of each sample's own cost."""
    weights, biases, X, Y = cases.sigmoid_net(rng, tuple(widths), n)
    W, b = [leaf(w) for w in weights], [leaf(v) for v in biases]
    a, y, zs = torch.tensor(X), torch.tensor(Y), []
    for w, v in zip(W, b, strict=True):
        zs.append(functional.linear(a, w, v))
        a = torch.sigmoid(zs[-1])
    if cost == "quadratic":
        total = ((a - y) ** 2).sum() / 2
    else:
        total = -(torch.xlogy(y, a) + torch.xlogy(1 - y, 1 - a)).sum()
    result = backprop.sigmoid_net_backprop(weights, biases, X, Y, cost)
    gradients = torch.autograd.grad(total, [*W, *b, *zs])
    L = len(W)
    close(result["loss"], total / n)
    for name, start in [("nabla_w", 0), ("nabla_b", L), ("deltas", 2 * L)]:
        for actual, expected in zip(result[name], gradients[start : start + L], strict=True):
            close(actual, expected if name == "deltas" else expected / n)


@modest
@given(
    seeds,
    st.lists(sizes, min_size=2, max_size=5),
    sizes,
    st.sampled_from(["relu", "tanh", "sigmoid"]),
    st.sampled_from([0.0, 0.3]),
)
def test_mlp(rng, widths, n, activation, l2):
    """Loss and gradients of the classifier are autograd's."""
    params, X, y = cases.mlp(rng, tuple(widths), n)
    tensors = {name: leaf(value) for name, value in params.items()}
    L, h = len(widths) - 1, torch.tensor(X)
    for layer in range(1, L + 1):
        h = functional.linear(h, tensors[f"W{layer}"], tensors[f"b{layer}"])
        h = getattr(torch, activation)(h) if layer < L else h
    loss = functional.cross_entropy(h, torch.tensor(y))
    loss = loss + l2 / 2 * sum((tensors[f"W{layer}"] ** 2).sum() for layer in range(1, L + 1))
    loss.backward()
    actual, grads = backprop.mlp_loss_and_grads(params, X, y, activation, l2)
    close(actual, loss)
    assert list(params) == list(grads)
    for name, grad in grads.items():
        close(grad, tensors[name].grad)


@pytest.mark.parametrize(("scheme", "spread"), [("he", 0.2), ("xavier", 0.1), ("nielsen", 0.02**0.5)])
def test_mlp_init(scheme, spread):
    """The spread of the weights is the scheme's."""
    params = backprop.mlp_init([50, 150, 3], np.random.default_rng(0), scheme)
    shapes = {"W1": (150, 50), "b1": (150,), "W2": (3, 150), "b2": (3,)}
    assert shapes == {name: value.shape for name, value in params.items()}
    assert math.isclose(spread, params["W1"].std(), rel_tol=0.03)
    assert not params["b1"].any()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seeds, st.integers(1, 5))
def test_var(rng, depth):
    """A random formula has torch's value and torch's gradients."""
    formula = f"root = a * {cases.expression(rng, depth)}"
    values = {name: float(rng.normal()) for name in "abc"}
    result = harness.var_program(backprop, formula + "\nroot.backward()", **values)
    names = {name: leaf(np.float64(value)) for name, value in values.items()}
    exec(formula, names)
    names["root"].backward()
    close(result["root"][0], names["root"])
    for name in values:
        close(result[name][1], 0.0 if names[name].grad is None else names[name].grad)


def test_var_accumulates_like_torch():
    """Leaves add up over calls and roots; a chain of ten thousand and a graph of 2^40 paths end."""
    program = "u = a * b\nroot = u * a\nother = u.exp()\nroot.backward()\nroot.backward()\nother.backward()"
    result = harness.var_program(backprop, program, a=1.5, b=0.5)
    a, b = leaf(np.float64(1.5)), leaf(np.float64(0.5))
    u = a * b
    root, other = u * a, u.exp()
    for value in (root, root, other):
        value.backward(retain_graph=True)
    close(result["a"][1], a.grad)
    close(result["b"][1], b.grad)
    for operation, slope in [("root = root + a\n" * 10000, 10001.0), ("root = root + root\n" * 40, 2.0**40)]:
        result = harness.var_program(backprop, f"root = a\n{operation}root.backward()", a=1.0)
        assert slope == result["a"][1]


@modest
@given(seeds, st.lists(st.integers(1, 3), max_size=3))
def test_gradient_checking(rng, shape):
    """The numerical gradient is autograd's to 1e-8, and the check tells right from nearly right."""
    x = np.asarray(rng.uniform(0.5, 1.0, size=shape))
    v = leaf(x)
    expected = _grad((torch.sin(v) * torch.exp(v / 4)).sum(), v).numpy()
    actual = harness.numerical_gradient(backprop, "waves", x)
    np.testing.assert_allclose(actual, expected, rtol=1e-7, atol=1e-8)
    assert harness.gradient_check(backprop, "waves", "waves", x)
    assert not harness.gradient_check(backprop, "cubes", "cubes_nearly", x)
