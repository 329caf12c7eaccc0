"""The reference of 03_lstm against oracles that are not ours: torch's LSTM, its autograd, and brute force."""

import doctest
import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

FILE = Path(__file__).parents[1] / "solutions" / "03_lstm" / "lstm.py"


def load(file):
    """Import a file by its path."""
    spec = importlib.util.spec_from_file_location(f"solution_{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


lstm = load(FILE)
cases = load(FILE.with_name("cases.py"))

SEED = st.integers(0, 2**32 - 1)
SIZE = st.integers(1, 6)
NAMES = "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"
modest = settings(max_examples=40, deadline=None)


def tensors(arrays):
    """Leaves of a graph."""
    return [torch.tensor(array, requires_grad=True) for array in arrays]


def assert_close(actual, expected, rtol=1e-7, atol=1e-9):
    """Compare an array of ours with a tensor of torch's."""
    np.testing.assert_allclose(actual, expected.detach().numpy(), rtol=rtol, atol=atol)


def run_torch(leaves, lengths=None):
    """Run nn.LSTM with our parameters; rows of length 0 must have been taken out."""
    x, h0, c0, *parameters = leaves
    net = torch.nn.LSTM(x.shape[2], h0.shape[1], batch_first=True, dtype=x.dtype)
    packed = x
    if lengths is not None:
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            x, torch.tensor(lengths), batch_first=True, enforce_sorted=False
        )
    named = dict(zip(NAMES, parameters, strict=True))
    hs, (hT, cT) = torch.func.functional_call(net, named, (packed, (h0[None], c0[None])))
    if lengths is not None:
        hs, _ = torch.nn.utils.rnn.pad_packed_sequence(hs, batch_first=True, total_length=x.shape[1])
    return hs, hT[0], cT[0]


def test_the_examples_in_the_docstrings_are_true():
    """Every number in a docstring is what the function returns."""
    failed, attempted = doctest.testmod(lstm)
    assert (failed, attempted > 20) == (0, True)


@modest
@given(SEED, st.integers(0, 5), SIZE, SIZE, st.sampled_from([0.1, 1.0, 30.0]))
def test_cell_is_torchs(seed, N, D, H, scale):
    """One step and its gradients are those of torch.lstm_cell, whatever the sizes and the saturation."""
    rng = np.random.default_rng(seed)
    inputs = [scale * array for array in cases.cell(rng, N, D, H)]
    upstream = cases.cell_upstream(rng, inputs)
    leaves = tensors(inputs)
    expected = torch.lstm_cell(leaves[0], (leaves[1], leaves[2]), *leaves[3:])
    *outputs, cache = lstm.lstm_cell_forward(*inputs)
    for mine, theirs in zip(outputs, expected, strict=True):
        assert_close(mine, theirs)
    torch.autograd.backward(expected, [torch.tensor(gradient) for gradient in upstream])
    for mine, leaf in zip(lstm.lstm_cell_backward(*upstream, cache), leaves, strict=True):
        assert_close(mine, leaf.grad, rtol=1e-6, atol=1e-8)


@modest
@given(SEED, SIZE, st.integers(1, 9), SIZE, SIZE, st.booleans())
def test_sequence_is_torchs(seed, N, T, D, H, packed):
    """Sequences, packed or not, and backpropagation through time are those of torch.nn.LSTM."""
    rng = np.random.default_rng(seed)
    inputs = cases.sequence(rng, N, T, D, H)
    lengths = rng.integers(1, T + 1, size=N) if packed else None
    upstream = cases.sequence_upstream(rng, inputs)
    leaves = tensors(inputs)
    expected = run_torch(leaves, lengths)
    hs, state, cache = lstm.lstm_forward(*inputs, lengths=lengths)
    for mine, theirs in zip((hs, *state), expected, strict=True):
        assert_close(mine, theirs)
    torch.autograd.backward(expected, [torch.tensor(gradient) for gradient in upstream])
    for mine, leaf in zip(lstm.lstm_backward(*upstream, cache), leaves, strict=True):
        assert_close(mine, leaf.grad, rtol=1e-6, atol=1e-8)


@modest
@given(SEED, SIZE, st.integers(0, 6), SIZE, SIZE, st.sampled_from([np.int64, np.int32, np.uint8]))
def test_every_row_runs_as_if_alone(seed, N, T, D, H, dtype):
    """A batch with lengths, empty rows among them, gives each row what it gets alone, cut to its length."""
    rng = np.random.default_rng(seed)
    x, h0, c0, *parameters = inputs = cases.sequence(rng, N, T, D, H)
    lengths = rng.integers(0, T + 1, size=N).astype(dtype)
    dhs, dhT, dcT = cases.sequence_upstream(rng, inputs)
    padded_x, padded_dhs = cases.pad(x, lengths), cases.pad(dhs, lengths)
    hs, (hT, cT), cache = lstm.lstm_forward(padded_x, h0, c0, *parameters, lengths=lengths)
    dx, dh0, dc0, *sums = lstm.lstm_backward(padded_dhs, dhT, dcT, cache)
    expected_sums = [np.zeros_like(array) for array in sums]
    for n in range(N):
        row, length = slice(n, n + 1), int(lengths[n])
        one, (h_one, c_one), cache = lstm.lstm_forward(x[row, :length], h0[row], c0[row], *parameters)
        np.testing.assert_allclose(hs[n, :length], one[0], rtol=1e-12, atol=1e-12)
        assert not hs[n, length:].any()
        np.testing.assert_allclose((hT[n], cT[n]), (h_one[0], c_one[0]), rtol=1e-12, atol=1e-12)
        back = lstm.lstm_backward(dhs[row, :length], dhT[row], dcT[row], cache)
        np.testing.assert_allclose(dx[n, :length], back[0][0], rtol=1e-9, atol=1e-12)
        assert not dx[n, length:].any()
        np.testing.assert_allclose((dh0[n], dc0[n]), (back[1][0], back[2][0]), rtol=1e-9, atol=1e-12)
        expected_sums = [total + part for total, part in zip(expected_sums, back[3:], strict=True)]
    for mine, expected in zip(sums, expected_sums, strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    """All results have the dtype of the inputs."""
    rng = np.random.default_rng(0)
    inputs = cases.sequence(rng, dtype=dtype)
    hs, state, cache = lstm.lstm_forward(*inputs, lengths=np.array([2, 5, 0]))
    gradients = lstm.lstm_backward(*cases.sequence_upstream(rng, inputs), cache)
    assert {dtype} == {array.dtype.type for array in (hs, *state, *gradients)}


def test_saturated_gates_raise_no_flag():
    """Pre-activations of 1e3 and cells of 1e6 overflow nowhere, forward or backward."""
    rng = np.random.default_rng(1)
    x, h, c, *parameters = inputs = cases.saturated(rng)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        *outputs, cache = lstm.lstm_cell_forward(x, h, 1e6 * np.sign(c), *parameters)
        gradients = lstm.lstm_cell_backward(*cases.cell_upstream(rng, inputs), cache)
    assert all(np.isfinite(array).all() for array in (*outputs, *gradients))


@modest
@given(SIZE, st.integers(2, 6), st.integers(1, 4), st.booleans(), st.data())
def test_parameters_are_counted_as_torch_makes_them(D, H, layers, bidirectional, data):
    """The count is the number of numbers in nn.LSTM."""
    proj = data.draw(st.integers(0, H - 1))
    net = torch.nn.LSTM(D, H, layers, bidirectional=bidirectional, proj_size=proj)
    expected = sum(parameter.numel() for parameter in net.parameters())
    assert expected == lstm.lstm_param_count(D, H, layers, bidirectional, proj)


@modest
@given(SEED, SIZE, SIZE, st.sampled_from([1.0, 0.0, -3.0, 2]))
def test_forget_biases_add_up(seed, D, H, forget_bias):
    """All draws are within the bound, in order, and the two forget biases add up to what was asked."""
    parameters = lstm.init_lstm(D, H, np.random.default_rng(seed), forget_bias)
    rng, k = np.random.default_rng(seed), 1 / math.sqrt(H)
    np.testing.assert_array_equal(rng.uniform(-k, k, (4 * H, D)), parameters["W_ih"])
    np.testing.assert_array_equal(rng.uniform(-k, k, (4 * H, H)), parameters["W_hh"])
    for name in ("b_ih", "b_hh"):
        drawn, mine = rng.uniform(-k, k, 4 * H), parameters[name]
        np.testing.assert_array_equal(np.delete(drawn, np.s_[H : 2 * H]), np.delete(mine, np.s_[H : 2 * H]))
    together = (parameters["b_ih"] + parameters["b_hh"])[H : 2 * H]
    np.testing.assert_allclose(together, forget_bias, rtol=0, atol=1e-15 * max(1, abs(forget_bias)))


@modest
@given(SEED, st.integers(1, 12), SIZE, SIZE)
def test_cell_path_is_the_gradient_of_the_cells(seed, T, N, H):
    """With gates as constants, autograd through c = f * c + w gives the same."""
    rng = np.random.default_rng(seed)
    f, written = rng.uniform(size=(T, N, H)), torch.tensor(rng.normal(size=(T, N, H)))
    c0 = torch.zeros(N, H, dtype=torch.float64, requires_grad=True)
    c = c0
    for t in range(T):
        c = torch.tensor(f[t]) * c + written[t]
    c.sum().backward()
    assert_close(lstm.cell_path_gradient(f), c0.grad)


@modest
@given(SEED, st.floats(0.1, 1e3), st.floats(0.1, 100))
def test_clipping_is_torchs(seed, norm, max_norm):
    """Gradients and norm are those of torch.nn.utils.clip_grad_norm_."""
    grads = cases.gradients(np.random.default_rng(seed), norm)
    leaves = [torch.zeros(grad.shape, dtype=torch.float64) for grad in grads.values()]
    for leaf, grad in zip(leaves, grads.values(), strict=True):
        leaf.grad = torch.tensor(grad)
    expected = torch.nn.utils.clip_grad_norm_(leaves, max_norm)
    clipped, total = lstm.clip_by_global_norm(grads, max_norm)
    assert math.isclose(float(expected), total, rel_tol=1e-9)
    for leaf, mine in zip(leaves, clipped.values(), strict=True):
        assert_close(mine, leaf.grad)
