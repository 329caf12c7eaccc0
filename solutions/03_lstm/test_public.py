"""What you run at home: worked examples, properties, torch as a second opinion, a race against a slow loop.

The hidden tests ask more of the same and all the edge cases that the handout names.
"""

import math

import numpy as np
import pytest
import torch

from autograder.checking import assert_gradient, assert_matches, exercise, points, speed

LN2, LN3 = math.log(2), math.log(3)


def by_hand():
    """The example of the handout: x, h, c and the parameters, with gates 3/4, 1/2, 3/5, 4/5."""
    one = np.array([[1.0]])
    W_ih, W_hh = np.array([[LN3], [1.0], [LN2], [0.0]]), np.array([[0.0], [-1.0], [0.0], [LN2]])
    return one, one, (2 * LN2 - 0.9) * one, W_ih, W_hh, np.array([0.0, 0.0, 0.0, LN2]), np.zeros(4)


def all_half(T=3, c0=8.0):
    """A sequence with all parameters 0: every gate is 1/2, nothing is written."""
    zeros = np.zeros((4, 1)), np.zeros((4, 1)), np.zeros(4), np.zeros(4)
    return np.ones((1, T, 1)), np.zeros((1, 1)), np.full((1, 1), c0), *zeros


def torch_lstm(x, h0, c0, *parameters, lengths=None):
    """Run torch's LSTM; return its outputs (hs, hT, cT) and the seven inputs, all as tensors of the graph."""
    leaves = [torch.tensor(array, requires_grad=True) for array in (x, h0, c0, *parameters)]
    state, sequence = (leaves[1][None], leaves[2][None]), leaves[0]
    net = torch.nn.LSTM(x.shape[2], h0.shape[1], batch_first=True, dtype=leaves[0].dtype)
    names = "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"
    if lengths is not None:
        sequence = torch.nn.utils.rnn.pack_padded_sequence(
            sequence, torch.tensor(lengths), batch_first=True, enforce_sorted=False
        )
    given = dict(zip(names, leaves[3:], strict=True))
    hs, (hT, cT) = torch.func.functional_call(net, given, (sequence, state))
    if lengths is not None:
        hs, _ = torch.nn.utils.rnn.pad_packed_sequence(hs, batch_first=True, total_length=x.shape[1])
    return (hs, hT[0], cT[0]), leaves


def torch_gradients(dhs, dhT, dcT, *inputs, lengths=None):
    """Return the seven gradients as torch computes them."""
    outputs, leaves = torch_lstm(*inputs, lengths=lengths)
    upstream = [torch.tensor(gradient) for gradient in (dhs, dhT, dcT)]
    sum((y * dy).sum() for y, dy in zip(outputs, upstream, strict=True)).backward()
    return tuple(leaf.grad.numpy() for leaf in leaves)


def numbers(*tensors):
    """Take tensors out of the graph."""
    return tuple(tensor.detach().numpy() for tensor in tensors)


# -----------------------------------------------------------------------------------------------  A  the cell


@exercise("lstm_cell_forward", points=20)
class TestCellForward:
    """One step: four gates, the new cell, the new output."""

    def test_by_hand(self, submission):
        h_next, c_next = submission.lstm_cell_forward(*by_hand())
        assert_matches(c_next, np.array([[LN2]]))
        assert_matches(h_next, np.array([[0.48]]))

    def test_like_torch(self, submission, cases, rng):
        x, h, c, *parameters = cases.cell(rng)
        expected = torch.lstm_cell(
            torch.tensor(x),
            (torch.tensor(h), torch.tensor(c)),
            *(torch.tensor(array) for array in parameters),
        )
        assert_matches(submission.lstm_cell_forward(x, h, c, *parameters), numbers(*expected))

    @pytest.mark.parametrize("bias", ["b_ih", "b_hh"])
    def test_one_gate_at_a_time(self, submission, bias):
        """Everything is 0 but the biases of one gate (H = 2), so all other gates are 1/2 and g is 0."""
        c = np.array([[2.0, -1.0]])

        def step(rows, value, *more):
            biases = {"b_ih": np.zeros(8), "b_hh": np.zeros(8)}
            biases[bias][rows] = value
            for others, number in more:
                biases[bias][others] = number
            weights = np.zeros((8, 3)), np.zeros((8, 2))
            return submission.lstm_cell_forward(
                np.zeros((1, 3)), np.zeros((1, 2)), c, *weights, *biases.values()
            )

        i, f, g, o = (slice(first, first + 2) for first in (0, 2, 4, 6))
        where = f"with 30 in {bias} at the rows of"
        _, c_next = step(f, 30.0)
        said = f"{where} f (H to 2H - 1), f is 1 and g stays tanh(0) = 0: c_next is c"
        assert np.allclose(c_next, c), said
        _, c_next = step(g, 30.0)
        said = f"{where} g (2H to 3H - 1), g is tanh(30) = 1 and the gates stay 1/2: c_next is c/2 + 1/2"
        assert np.allclose(c_next, c / 2 + 0.5), said
        _, c_next = step(i, 30.0, (g, 30.0))
        assert np.allclose(c_next, c / 2 + 1), f"{where} i (0 to H - 1) and g, both are 1: c_next is c/2 + 1"
        h_next, c_next = step(o, 30.0)
        said = f"{where} o (3H to 4H - 1), o is 1: c_next is c/2 and h_next is tanh(c_next)"
        assert np.allclose(c_next, c / 2) and np.allclose(h_next, np.tanh(c / 2)), said  # noqa: PT018

    def test_an_open_forget_gate_keeps(self, submission, cases, rng):
        x, h, c, W_ih, W_hh, b_ih, b_hh = cases.cell(rng)
        b_ih[:7], b_ih[7:14] = -1e3, 1e3
        _, c_next = submission.lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh)
        assert_matches(c_next, c)

    @points(1)
    def test_no_rows(self, submission, cases, rng):
        h_next, c_next = submission.lstm_cell_forward(*cases.cell(rng, N=0))
        assert h_next.shape == c_next.shape == (0, 7), "an empty batch gives arrays of shape (0, H)"

    @points(1)
    def test_saturated_without_overflow(self, submission, cases, rng):
        x, h, c, *parameters = cases.saturated(rng)
        with np.errstate(over="raise", invalid="raise"):
            h_next, c_next = submission.lstm_cell_forward(x, h, 1e6 * c, *parameters)
        assert np.isfinite(h_next).all(), "h_next is not finite"
        assert np.isfinite(c_next).all(), "c_next is not finite"

    @points(1)
    def test_float32(self, submission, cases, rng):
        h_next, c_next = submission.lstm_cell_forward(*cases.cell(rng, dtype=np.float32))
        assert h_next.dtype == c_next.dtype == np.float32, "float32 in, float32 out"

    @points(1)
    @pytest.mark.parametrize("wide", ["x", "h", "c"])
    def test_float32_and_float64(self, submission, cases, rng, wide):
        inputs = [array.astype(np.float32) for array in cases.cell(rng)]
        place = ["x", "h", "c"].index(wide)
        inputs[place] = inputs[place].astype(np.float64)
        h_next, c_next = submission.lstm_cell_forward(*inputs)
        assert h_next.dtype == c_next.dtype == np.float64, f"{wide} is float64: both together give float64"

    @points(1)
    def test_inputs_are_left_alone(self, submission, cases, rng):
        inputs = cases.cell(rng)
        for array in inputs:
            array.flags.writeable = False
        submission.lstm_cell_forward(*inputs)


# ----------------------------------------------------------------------------------  B  back through the cell


@exercise("lstm_cell_backward", points=25)
class TestCellBackward:
    """The gradients of one step, with respect to everything that went in."""

    def test_by_hand(self, submission):
        one = np.array([[1.0]])
        dx, dh, dc, dW_ih, dW_hh, db_ih, db_hh = submission.lstm_cell_backward(one, 0 * one, *by_hand())
        c = 2 * LN2 - 0.9
        da = np.array([0.0576, 0.128 * c, 0.24576, 0.096])
        said = "db_ih and db_hh have 4H numbers, here 4: sum da (N, 4H) over its rows, axis 0"
        assert np.shape(db_ih) == np.shape(db_hh) == (4,), said
        assert_matches(db_ih, da)
        assert_matches(db_hh, da)
        assert_matches(dW_ih, da[:, None])
        assert_matches(dW_hh, da[:, None])
        assert np.allclose(dc, [[0.256]]), "dc is dc' f, along the cell: 0.512 / 2 = 0.256"
        assert_matches(dx, np.array([[0.0576 * LN3 + 0.128 * c + 0.24576 * LN2]]))
        assert_matches(dh, np.array([[-0.128 * c + 0.096 * LN2]]))

    def test_the_cell_passes_the_forget_gate(self, submission, cases, rng):
        x, h, c, W_ih, W_hh, b_ih, b_hh = cases.cell(rng)
        b_ih[7:14] = -1e3
        _, dc_next = cases.cell_upstream(rng, (x, h, c))
        gradients = submission.lstm_cell_backward(0 * dc_next, dc_next, x, h, c, W_ih, W_hh, b_ih, b_hh)
        assert np.allclose(gradients[2], 0), (
            "where the forget gate f is shut, no gradient reaches c: dc is dc' f"
        )

    @pytest.mark.parametrize("source", ["output", "cell", "both"])
    def test_like_torch(self, submission, cases, rng, source):
        inputs = cases.cell(rng)
        dh_next, dc_next = cases.cell_upstream(rng, inputs)
        dh_next, dc_next = dh_next * (source != "cell"), dc_next * (source != "output")
        x, h, c, *parameters = leaves = [torch.tensor(array, requires_grad=True) for array in inputs]
        h_next, c_next = torch.lstm_cell(x, (h, c), *parameters)
        loss = (h_next * torch.tensor(dh_next)).sum() + (c_next * torch.tensor(dc_next)).sum()
        loss.backward()
        expected = tuple(leaf.grad.numpy() for leaf in leaves)
        assert_matches(submission.lstm_cell_backward(dh_next, dc_next, *inputs), expected)

    @pytest.mark.parametrize("which", range(7), ids=["x", "h", "c", "W_ih", "W_hh", "b_ih", "b_hh"])
    def test_central_differences(self, submission, cases, rng, which):
        inputs = cases.cell(rng, N=3, D=3, H=2)
        upstream = cases.cell_upstream(rng, inputs)

        def forward(array):
            return np.stack(submission.lstm_cell_forward(*inputs[:which], array, *inputs[which + 1 :]))

        gradient = submission.lstm_cell_backward(*upstream, *inputs)[which]
        assert_gradient(forward, gradient, inputs[which], np.stack(upstream))

    @points(1)
    def test_a_second_backward(self, submission, cases, rng):
        inputs = cases.cell(rng)
        upstream = cases.cell_upstream(rng, inputs)
        first = submission.lstm_cell_backward(*upstream, *inputs)
        assert_matches(submission.lstm_cell_backward_twice(*upstream, *inputs), first)

    @points(1)
    def test_two_caches_at_once(self, submission, cases, rng):
        inputs = cases.cell(rng), cases.cell(rng)
        problems = [(*cases.cell_upstream(rng, one), *one) for one in inputs]
        alone = [submission.lstm_cell_backward(*problem) for problem in problems]
        assert_matches(submission.lstm_cell_backward_two_caches(*problems), alone)
        assert_matches(submission.lstm_cell_backward_two_caches(*problems, last_first=True), alone)

    @points(1)
    def test_inputs_are_left_alone(self, submission, cases, rng):
        inputs = cases.cell(rng)
        upstream = cases.cell_upstream(rng, inputs)
        for array in (*upstream, *inputs):
            array.flags.writeable = False
        submission.lstm_cell_backward(*upstream, *inputs)


# ----------------------------------------------------------------------------------------  C  whole sequences


@exercise("lstm_forward", points=11)
class TestForward:
    """The cell carried over a sequence; rows of different length."""

    def test_by_hand(self, submission):
        hs, (hT, cT) = submission.lstm_forward(*all_half())
        assert_matches(cT, np.array([[1.0]]))
        assert_matches(hs, np.tanh([[[4.0], [2.0], [1.0]]]) / 2)
        assert_matches(hT, np.tanh([[1.0]]) / 2)

    def test_like_torch(self, submission, cases, rng):
        inputs = cases.sequence(rng)
        hs, hT, cT = numbers(*torch_lstm(*inputs)[0])
        assert_matches(submission.lstm_forward(*inputs), (hs, (hT, cT)))

    def test_as_many_rows_as_steps(self, submission, cases, rng):
        inputs = cases.sequence(rng, N=5, T=5)
        hs, hT, cT = numbers(*torch_lstm(*inputs)[0])
        assert_matches(submission.lstm_forward(*inputs), (hs, (hT, cT)))

    def test_lengths_like_torch(self, submission, cases, rng):
        x, *rest = cases.sequence(rng)
        lengths = np.array([2, 5, 1])
        padded = cases.pad(x, lengths)
        hs, hT, cT = numbers(*torch_lstm(padded, *rest, lengths=lengths)[0])
        assert_matches(submission.lstm_forward(padded, *rest, lengths=lengths), (hs, (hT, cT)))

    def test_an_empty_row_keeps_its_state(self, submission, cases, rng):
        x, h0, c0, *parameters = cases.sequence(rng)
        lengths = np.array([3, 0, 4], np.uint8)
        hs, (hT, cT) = submission.lstm_forward(x, h0, c0, *parameters, lengths=lengths)
        assert_matches(hs[1], np.zeros((5, 7)))
        assert_matches(hT[1], h0[1])
        assert_matches(cT[1], c0[1])

    def test_chunks(self, submission, cases, rng):
        inputs = cases.sequence(rng)
        assert_matches(submission.lstm_forward_in_chunks(2, *inputs), submission.lstm_forward(*inputs))

    @points(0.5)
    def test_no_steps(self, submission, cases, rng):
        x, h0, c0, *parameters = cases.sequence(rng, T=0)
        hs, state = submission.lstm_forward(x, h0, c0, *parameters)
        assert hs.shape == (3, 0, 7), "without steps hs has shape (N, 0, H)"
        assert_matches(state, (h0, c0))

    @points(0.5)
    def test_float32(self, submission, cases, rng):
        hs, (hT, cT) = submission.lstm_forward(*cases.sequence(rng, dtype=np.float32))
        assert hs.dtype == hT.dtype == cT.dtype == np.float32, "float32 in, float32 out"
        x, h0, c0, *parameters = cases.sequence(rng, dtype=np.float32)
        for wide in ((x.astype(np.float64), h0, c0), (x, h0, c0.astype(np.float64))):
            hs, (hT, cT) = submission.lstm_forward(*wide, *parameters)
            said = "one of the inputs is float64: both together give float64"
            assert hs.dtype == hT.dtype == cT.dtype == np.float64, said

    @points(0.5)
    def test_inputs_are_left_alone(self, submission, cases, rng):
        inputs = cases.sequence(rng)
        for array in inputs:
            array.flags.writeable = False
        submission.lstm_forward(*inputs)


@exercise("lstm_forward", points=5)
@speed
class TestForwardSpeed:
    """All rows in one step at a time: clearly faster than a loop over rows."""

    def test_time(self, beat, cases):
        beat("lstm_forward", cases.long_sequences, slow=cases.loop_over_rows, share=0.6)


@exercise("lstm_backward", points=14)
class TestBackward:
    """Backpropagation through time."""

    def test_by_hand(self, submission):
        nothing = np.zeros((1, 3, 1)), np.zeros((1, 1))
        _, _, dc0, *_ = submission.lstm_backward(*nothing, np.array([[1.0]]), *all_half())
        assert_matches(dc0, np.array([[0.125]]))

    def test_parameters_serve_every_step(self, submission):
        nothing = np.zeros((1, 3, 1)), np.zeros((1, 1))
        *_, db_hh = submission.lstm_backward(*nothing, np.array([[1.0]]), *all_half())
        said = "each of the three steps adds 1/2 to the gradient of f's bias, which is their sum: 1.5"
        assert np.isclose(db_hh[1], 1.5), said

    @pytest.mark.parametrize("source", ["outputs", "final_output", "final_cell", "all"])
    def test_like_torch(self, submission, cases, rng, source):
        inputs = cases.sequence(rng)
        upstream = [
            gradient * (source in (name, "all"))
            for name, gradient in zip(
                ("outputs", "final_output", "final_cell"), cases.sequence_upstream(rng, inputs), strict=True
            )
        ]
        assert_matches(submission.lstm_backward(*upstream, *inputs), torch_gradients(*upstream, *inputs))

    def test_lengths_like_torch(self, submission, cases, rng):
        inputs = cases.sequence(rng)
        dhs, dhT, dcT = cases.sequence_upstream(rng, inputs)
        lengths = np.array([2, 5, 1])
        upstream = cases.pad(dhs, lengths), dhT, dcT
        expected = torch_gradients(*upstream, *inputs, lengths=lengths)
        assert_matches(submission.lstm_backward(*upstream, *inputs, lengths=lengths), expected)

    def test_an_empty_row_hands_its_gradient_on(self, submission, cases, rng):
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        dx, dh0, dc0, *_ = submission.lstm_backward(*upstream, *inputs, lengths=np.array([3, 0, 4]))
        assert_matches(dx[1], np.zeros((5, 4)))
        assert_matches(dh0[1], upstream[1][1])
        assert_matches(dc0[1], upstream[2][1])

    def test_chunks(self, submission, cases, rng):
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        at_once = submission.lstm_backward(*upstream, *inputs)
        assert_matches(submission.lstm_backward_in_chunks(2, *upstream, *inputs), at_once)

    @points(0.5)
    def test_a_second_backward(self, submission, cases, rng):
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        first = submission.lstm_backward(*upstream, *inputs)
        assert_matches(submission.lstm_backward_twice(*upstream, *inputs), first)

    @points(0.5)
    def test_two_caches_at_once(self, submission, cases, rng):
        inputs = cases.sequence(rng), cases.sequence(rng)
        problems = [(*cases.sequence_upstream(rng, one), *one) for one in inputs]
        alone = [submission.lstm_backward(*problem) for problem in problems]
        assert_matches(submission.lstm_backward_two_caches(*problems), alone)
        assert_matches(submission.lstm_backward_two_caches(*problems, last_first=True), alone)

    @points(0.5)
    def test_no_steps(self, submission, cases, rng):
        inputs = cases.sequence(rng, T=0)
        dhs, dhT, dcT = cases.sequence_upstream(rng, inputs)
        dx, dh0, dc0, dW_ih, *_ = submission.lstm_backward(dhs, dhT, dcT, *inputs)
        assert dx.shape == (3, 0, 4), "without steps dx has shape (N, 0, D)"
        assert_matches((dh0, dc0, dW_ih), (dhT, dcT, np.zeros((28, 4))))

    @points(0.5)
    def test_inputs_are_left_alone(self, submission, cases, rng):
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        for array in (*upstream, *inputs):
            array.flags.writeable = False
        submission.lstm_backward(*upstream, *inputs)


@exercise("lstm_backward", points=5)
@speed
class TestBackwardSpeed:
    """All rows in one step at a time on the way back: clearly faster than a loop over rows."""

    def test_time(self, beat, cases):
        beat("lstm_backward", cases.long_sequences_backward, slow=cases.loop_over_rows_backward, share=0.5)


# ----------------------------------------------------------------------------------------  D  around the cell


@exercise("init_lstm", points=6)
class TestInit:
    """Parameters drawn in order, and a forget gate that starts open."""

    def test_drawn_in_order(self, submission):
        D, H, draw = 4, 7, np.random.default_rng(5)
        k = 1 / math.sqrt(H)
        parameters = submission.init_lstm(D, H, 5)
        assert_matches(parameters["W_ih"], draw.uniform(-k, k, (4 * H, D)))
        assert_matches(parameters["W_hh"], draw.uniform(-k, k, (4 * H, H)))
        for name in ("b_ih", "b_hh"):
            expected = draw.uniform(-k, k, 4 * H)
            assert_matches(parameters[name][:H], expected[:H])
            assert_matches(parameters[name][2 * H :], expected[2 * H :])

    @pytest.mark.parametrize(
        "options", [{}, {"forget_bias": 0.0}, {"forget_bias": -2.5}], ids=["default", "zero", "shut"]
    )
    def test_forget_bias(self, submission, options):
        parameters = submission.init_lstm(4, 7, 5, **options)
        together = (parameters["b_ih"] + parameters["b_hh"])[7:14]
        assert_matches(together, np.full(7, options.get("forget_bias", 1.0)))


@exercise("lstm_param_count", points=4)
class TestParamCount:
    """How many numbers an LSTM learns."""

    def test_by_hand(self, submission):
        count = submission.lstm_param_count
        assert count(3, 2) == 8 * 3 + 8 * 2 + 2 * 8, (
            "W_ih (4H, D), W_hh (4H, H) and two biases of 4H, as torch has"
        )
        said = "with a projection the LSTM reads proj numbers of the step before: W_hh is (4H, proj)"
        assert count(3, 2, proj=1) == 8 * 3 + 8 * 1 + 2 * 8 + 1 * 2, said
        said = "above the first layer both directions below are read: W_ih is (4H, 2H) there"
        assert count(3, 2, layers=2, bidirectional=True) == 2 * (56 + 8 * 4 + 8 * 2 + 2 * 8), said

    @pytest.mark.parametrize("layers", [1, 3])
    @pytest.mark.parametrize("bidirectional", [False, True])
    @pytest.mark.parametrize("proj", [0, 2])
    def test_like_torch(self, submission, layers, bidirectional, proj):
        net = torch.nn.LSTM(4, 7, layers, bidirectional=bidirectional, proj_size=proj)
        expected = sum(parameter.numel() for parameter in net.parameters())
        count = submission.lstm_param_count(4, 7, layers=layers, bidirectional=bidirectional, proj=proj)
        assert_matches(count, expected)


@exercise("cell_path_gradient", points=4)
class TestCellPathGradient:
    """What is left of a gradient that travels along the cells."""

    def test_by_hand(self, submission):
        f = np.array([[[1.0, 0.5]], [[1.0, 0.0]], [[0.5, 0.25]]])
        assert_matches(submission.cell_path_gradient(f), np.array([[0.5, 0.0]]))
        assert_matches(submission.cell_path_gradient(np.full((4, 1, 2), 0.5)), np.array([[0.0625, 0.0625]]))

    def test_each_row_and_unit_for_itself(self, submission, cases, rng):
        f = cases.gates(rng)
        expected = [[math.prod(f[:, n, j]) for j in range(7)] for n in range(3)]
        assert_matches(submission.cell_path_gradient(f), np.array(expected))

    @points(0.5)
    def test_float32(self, submission, cases, rng):
        gradient = submission.cell_path_gradient(cases.gates(rng).astype(np.float32))
        assert gradient.dtype == np.float32, "float32 in, float32 out"

    @points(0.25)
    def test_integers(self, submission):
        assert_matches(submission.cell_path_gradient(np.array([[[0, 1]], [[1, 0]]])), np.array([[0.0, 0.0]]))


@exercise("clip_by_global_norm", points=6)
class TestClip:
    """All gradients shortened together."""

    def test_by_hand(self, submission):
        clipped, norm = submission.clip_by_global_norm({"W": np.array([[3.0]]), "b": np.array([4.0])}, 1.0)
        assert abs(norm - 5) < 1e-4, "the norm of 3 and 4 is 5"
        assert_matches(
            clipped, {"W": np.array([[0.6]]), "b": np.array([0.8])}, rtol=1e-4, because="of torch's 1e-6"
        )

    @pytest.mark.parametrize("max_norm", [0.5, 2.0, 50.0])
    def test_like_torch(self, submission, cases, rng, max_norm):
        grads = cases.gradients(rng, 10.0)
        leaves = {name: torch.zeros(grad.shape, dtype=torch.float64) for name, grad in grads.items()}
        for name, leaf in leaves.items():
            leaf.grad = torch.tensor(grads[name])
        torch.nn.utils.clip_grad_norm_(leaves.values(), max_norm)
        clipped, _ = submission.clip_by_global_norm(grads, max_norm)
        expected = {name: leaf.grad.numpy() for name, leaf in leaves.items()}
        assert_matches(clipped, expected, rtol=1e-4, because="the 1e-6 may be left out")

    @pytest.mark.parametrize("max_norm", [0.5, 50.0])
    def test_the_norm_before_clipping(self, submission, cases, rng, max_norm):
        _, norm = submission.clip_by_global_norm(cases.gradients(rng, 10.0), max_norm)
        assert abs(norm - 10) < 1e-3, "the second result is the norm before clipping, here 10"

    @points(0.5)
    def test_all_zero(self, submission):
        clipped, norm = submission.clip_by_global_norm({"W": np.zeros((2, 3))}, 1.0)
        assert norm == 0, "the norm of zeros is 0"
        assert_matches(clipped, {"W": np.zeros((2, 3))})

    @points(0.5)
    def test_float32(self, submission, cases, rng):
        clipped, _ = submission.clip_by_global_norm(cases.gradients(rng, 3.0, np.float32), 1.0)
        assert clipped["W_ih"].dtype == np.float32, "float32 in, float32 out"

    @points(0.25)
    def test_integers(self, submission):
        clipped, _ = submission.clip_by_global_norm({"W": np.array([[3, 0]]), "b": np.array([4])}, 10.0)
        assert_matches(clipped, {"W": np.array([[3.0, 0.0]]), "b": np.array([4.0])})
