"""The reference of 02_conv against torch, and against loops that follow the definitions word by word."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

FOLDER = Path(__file__).parents[1] / "solutions" / "02_conv"
modest = settings(max_examples=40, deadline=None, derandomize=True)


def load(name):
    """Import a file of the assignment by its path."""
    spec = importlib.util.spec_from_file_location(f"conv_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


conv, cases = load("conv"), load("cases")

small = st.integers(1, 4)
geometries = st.fixed_dictionaries(
    {
        "N": st.integers(0, 3),
        "C": st.integers(1, 3),
        "H": st.integers(1, 9),
        "W": st.integers(1, 9),
        "kernel": st.tuples(small, small),
        "stride": st.tuples(small, small),
        "pad": st.tuples(st.integers(0, 3), st.integers(0, 3)),
        "dilation": st.integers(1, 3),
        "seed": st.integers(0, 2**32 - 1),
    }
)


def near(actual, expected):
    """Assert equality up to rounding, shape included."""
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else np.asarray(expected)
    assert expected.shape == np.shape(actual)
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-10)


def fits(g):
    """Whether the window has a place."""
    reach = [g["dilation"] * (k - 1) + 1 for k in g["kernel"]]
    return all(r <= size + 2 * p for r, size, p in zip(reach, (g["H"], g["W"]), g["pad"], strict=True))


def grown(*arrays):
    """Tensors that record gradients."""
    return [torch.tensor(array, requires_grad=True) for array in arrays]


@modest
@given(size=st.integers(1, 30), k=small, stride=small, pad=st.integers(0, 4), dilation=st.integers(1, 4))
def test_sizes_are_what_counting_gives(size, k, stride, pad, dilation):
    """The formula equals walking along the axis; no place is a ValueError."""
    firsts = range(-pad, size + pad, stride)
    places = sum(1 for first in firsts if first + dilation * (k - 1) < size + pad)
    if places == 0:
        with pytest.raises(ValueError, match="do not fit"):
            conv.conv_output_size(size, k, stride, pad, dilation)
    else:
        assert places == conv.conv_output_size(size, k, stride, pad, dilation)


@modest
@given(layers=st.lists(st.tuples(small, small, st.integers(1, 3)), max_size=4))
def test_receptive_field_is_what_reaches_a_value(layers):
    """Walking back from one value, and from its neighbour, gives field and jump."""

    def span(n):
        low = high = n
        for k, stride, dilation in reversed(layers):
            low, high = low * stride, high * stride + dilation * (k - 1)
        return low, high

    (low, high), (next_low, _) = span(0), span(1)
    assert (high - low + 1, next_low - low) == conv.receptive_field(layers)


@modest
@given(c_in=small, c_out=small, k=st.tuples(small, small), bias=st.booleans())
def test_counts_are_torchs(c_in, c_out, k, bias):
    """Torch's layers hold as many parameters."""
    layer = torch.nn.Conv2d(c_in, c_out, k, bias=bias)
    assert sum(p.numel() for p in layer.parameters()) == conv.conv_param_count(c_in, c_out, k, bias)
    dense = torch.nn.Linear(c_in, c_out, bias=bias)
    assert sum(p.numel() for p in dense.parameters()) == conv.dense_param_count(c_in, c_out, bias)


@modest
@given(g=geometries)
def test_columns_are_unfold_and_back_is_fold(g):
    """im2col is torch's unfold, col2im its fold; a window without a place is refused."""
    rng = np.random.default_rng(g["seed"])
    x = rng.normal(size=(g["N"], g["C"], g["H"], g["W"]))
    arguments = (*g["kernel"], g["stride"], g["pad"], g["dilation"])
    if not fits(g):
        with pytest.raises(ValueError, match="do not fit"):
            conv.im2col(x, *arguments)
        return
    cols = conv.im2col(x, *arguments)
    y = rng.normal(size=cols.shape)
    back = conv.col2im(y, x.shape, *arguments)
    assert np.isclose(np.sum(cols * y), np.sum(x * back))
    if g["N"]:  # torch folds no empty batch
        how = {"dilation": g["dilation"], "padding": g["pad"], "stride": g["stride"]}
        near(cols, functional.unfold(torch.tensor(x), g["kernel"], **how))
        near(back, functional.fold(torch.tensor(y), x.shape[2:], g["kernel"], **how))


@modest
@given(g=geometries, F=small, bias=st.booleans())
def test_convolution_is_torchs(g, F, bias):
    """Forward and all gradients, with every combination of sizes, pairs and dilation."""
    assume(fits(g))
    rng = np.random.default_rng(g["seed"])
    x = rng.normal(size=(g["N"], g["C"], g["H"], g["W"]))
    w = rng.normal(size=(F, g["C"], *g["kernel"]))
    b = rng.normal(size=F) if bias else None
    out, cache = conv.conv2d_forward(x, w, b, g["stride"], g["pad"], g["dilation"])
    tensors = grown(x, w, b) if bias else [*grown(x, w), None]
    expected = functional.conv2d(*tensors, g["stride"], g["pad"], g["dilation"])
    near(out, expected)
    dout = rng.normal(size=out.shape)
    expected.backward(torch.tensor(dout))
    gradients = conv.conv2d_backward(dout, cache)
    for gradient, tensor in zip(gradients, tensors, strict=True):
        if tensor is None:
            assert gradient is None
        else:
            near(gradient, tensor.grad)


def test_convolution_is_its_definition():
    """Seven nested loops, as the formula of the handout says."""
    rng = np.random.default_rng(0)
    x, w, b = cases.conv(rng, N=2, C=2, H=6, W=5, F=3, KH=3, KW=2)
    (sh, sw), (ph, pw), d = (2, 1), (1, 2), 2
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out, _ = conv.conv2d_forward(x, w, b, (sh, sw), (ph, pw), d)
    for n, f, y, z in np.ndindex(out.shape):
        total = b[f]
        for c, i, j in np.ndindex(w.shape[1:]):
            total += w[f, c, i, j] * padded[n, c, y * sh + i * d, z * sw + j * d]
        assert np.isclose(total, out[n, f, y, z])


@modest
@given(
    H=st.integers(1, 9),
    W=st.integers(1, 9),
    k=small,
    stride=st.one_of(st.none(), small),
    pad=st.integers(0, 3),
    levels=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
)
def test_pooling_is_torchs(H, W, k, stride, pad, levels, seed):
    """Maximum and mean with their gradients, on images full of ties and below zero."""
    rng = np.random.default_rng(seed)
    x = rng.integers(-levels, 1, size=(2, 3, H, W)).astype(float)
    if 2 * pad > k or k > min(H, W) + 2 * pad:
        for forward in (conv.maxpool2d_forward, conv.avgpool2d_forward):
            with pytest.raises(ValueError, match=r"wider than half|do not fit"):
                forward(x, k, stride, pad)
        return
    for kind, theirs in (("max", functional.max_pool2d), ("avg", functional.avg_pool2d)):
        (tensor,) = grown(x)
        expected = theirs(tensor, k, stride, pad)
        out, cache = getattr(conv, f"{kind}pool2d_forward")(x, k, stride, pad)
        near(out, expected)
        dout = rng.normal(size=out.shape)
        expected.backward(torch.tensor(dout))
        near(getattr(conv, f"{kind}pool2d_backward")(dout, cache), tensor.grad)


@modest
@given(
    shape=st.one_of(
        st.tuples(st.integers(2, 7), small),
        st.tuples(st.integers(2, 4), small, small, small),
    ),
    momentum=st.floats(0, 1),
    eps=st.floats(1e-5, 1),
    training=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_batch_normalisation_is_torchs(shape, momentum, eps, training, seed):
    """Result, running values and all gradients."""
    rng = np.random.default_rng(seed)
    inputs = cases.batchnorm(rng, *shape)
    tensors = grown(*inputs[:3])
    x, gamma, beta = tensors
    mean, var = (torch.tensor(array) for array in inputs[3:])
    expected = functional.batch_norm(x, mean, var, gamma, beta, training, momentum, eps)
    out, new_mean, new_var, cache = conv.batchnorm_forward(*inputs, momentum, eps, training)
    near(out, expected)
    near(new_mean, mean)
    near(new_var, var)
    dout = rng.normal(size=shape)
    expected.backward(torch.tensor(dout))
    for gradient, tensor in zip(conv.batchnorm_backward(dout, cache), tensors, strict=True):
        # with two values in a channel the gradient is a difference of nearly equal numbers
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-6, atol=1e-8)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(N=st.integers(1, 9), seed=st.integers(0, 2**32 - 1))
def test_network_is_torchs(N, seed):
    """Loss, gradients and classes of the small network."""
    params, X, y = cases.convnet(np.random.default_rng(seed), N)
    p = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    h = torch.tensor(X)
    for layer in "12":
        h = functional.relu(functional.conv2d(h, p[f"W{layer}"], p[f"b{layer}"], padding=1))
        h = functional.max_pool2d(h, 2)
    logits = h.flatten(1) @ p["W3"].T + p["b3"]
    expected = functional.cross_entropy(logits, torch.tensor(y))
    expected.backward()
    loss, grads = conv.convnet_loss_and_grads(params, X, y)
    near(loss, expected)
    assert params.keys() == grads.keys()
    for name, gradient in grads.items():
        near(gradient, p[name].grad)
    assert logits.argmax(dim=1).tolist() == conv.convnet_predict(params, X).tolist()


def test_training_is_torchs_sgd():
    """One batch an epoch: torch's SGD with momentum walks the same way."""
    params, X, y = cases.convnet(np.random.default_rng(0), 6)
    trained = conv.train_convnet(params, X, y, 5, 0.05, 0.9, 6, np.random.default_rng(1))
    p = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    sgd = torch.optim.SGD(p.values(), lr=0.05, momentum=0.9)
    for _ in range(5):
        h = torch.tensor(X)
        for layer in "12":
            h = functional.relu(functional.conv2d(h, p[f"W{layer}"], p[f"b{layer}"], padding=1))
            h = functional.max_pool2d(h, 2)
        sgd.zero_grad()
        functional.cross_entropy(h.flatten(1) @ p["W3"].T + p["b3"], torch.tensor(y)).backward()
        sgd.step()
    for name, value in trained.items():
        near(value, p[name])


def test_digits_are_scikit_learns():
    """The shipped file holds the images and classes of load_digits, in three parts without overlap."""
    parts = cases.digits()
    assert [1200, 300, 297] == [len(y) for _, y in parts]
    assert [(n, 1, 8, 8) for n in (1200, 300, 297)] == [X.shape for X, _ in parts]
    assert (0.0, 1.0) == (min(X.min() for X, _ in parts), max(X.max() for X, _ in parts))
    datasets = pytest.importorskip("sklearn.datasets")
    theirs = datasets.load_digits()
    ours = np.concatenate([X.reshape(-1, 64) * 16 for X, _ in parts])
    labels = np.concatenate([y for _, y in parts])
    expected = sorted(map(tuple, np.column_stack([theirs.data, theirs.target]).tolist()))
    assert expected == sorted(map(tuple, np.column_stack([ours, labels]).tolist()))
