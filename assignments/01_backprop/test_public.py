"""What you run at home: worked examples of the handout, central differences, torch, and two loops to beat.

``pytest assignments/01_backprop`` runs everything, ``-k affine`` one exercise. Points here show your
progress; the grade comes from a suite that asks more of the same kind, all of it said in the handout.
"""

import numpy as np
import pytest

from autograder.checking import assert_gradient, assert_matches, assert_raises, exercise, points, speed

FLOAT32_LOSS = {"rtol": 2e-4, "atol": 2e-5, "because": "the loss, a plain number, was computed in float32"}
GRADIENT = {"rtol": 1e-6, "atol": 1e-8, "because": "a gradient through many operations"}


def differentiated(function, *arrays, leaves):
    """Return what torch's `function` gives for the arrays, and its gradient for each one in `leaves`."""
    torch = pytest.importorskip("torch")
    tensors = [torch.tensor(array) for array in arrays]
    for i in leaves:
        tensors[i].requires_grad_()
    value = function(torch, *tensors)
    value.backward()
    return value.item(), [tensors[i].grad.numpy() for i in leaves]


def pair(result, name):
    """Take a tuple of two apart, with a sentence when it is not one."""
    assert isinstance(result, tuple), f"{name} must return a tuple of two"
    assert len(result) == 2, f"{name} must return a tuple of two"
    return result


def entry(result, name):
    """Take an entry of a dictionary, with a sentence when it is not there."""
    assert isinstance(result, dict), "the answer must be a dictionary"
    assert name in result, f"the dictionary has no key {name!r}"
    return result[name]


@exercise(
    "matrix_gradients",
    points=6,
    functions=("grad_quadratic_form", "grad_least_squares", "grad_trace_axb", "grad_logdet"),
)
class TestMatrixGradients:
    """Gradients of a quadratic form, least squares, a trace and a log-determinant."""

    def test_by_hand(self, submission):
        A, x = np.array([[1.0, 2.0], [0.0, 4.0]]), np.array([1.0, 1.0])
        assert_matches(submission.grad_quadratic_form(A, x), np.array([4.0, 10.0]))
        assert_matches(submission.grad_quadratic_form(A, np.array([0.0, 1.0])), np.array([2.0, 8.0]))
        A, x = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([2.0, 1.0])
        assert_matches(submission.grad_least_squares(A, x, np.array([0.0, 0.0, 3.0])), np.array([2.0, 1.0]))

    def test_quadratic_form(self, submission, rng):
        A, x = rng.normal(size=(5, 5)), rng.normal(size=5)
        assert_gradient(lambda v: v @ A @ v, submission.grad_quadratic_form(A, x), x, np.ones(()))

    def test_least_squares(self, submission, rng):
        A, x, b = rng.normal(size=(7, 4)), rng.normal(size=4), rng.normal(size=7)
        gradient = submission.grad_least_squares(A, x, b)
        assert_gradient(lambda v: np.sum((A @ v - b) ** 2) / 2, gradient, x, np.ones(()))

    def test_trace(self, submission, rng):
        A, B, X = rng.normal(size=(2, 3)), rng.normal(size=(5, 2)), rng.normal(size=(3, 5))
        assert_gradient(lambda v: np.trace(A @ v @ B), submission.grad_trace_axb(A, B), X, np.ones(()))

    def test_logdet(self, submission, rng):
        A = 3 * np.diag([1.0, -1.0, 1.0, 1.0]) + rng.normal(size=(4, 4)) / 2
        assert_gradient(lambda v: np.linalg.slogdet(v)[1], submission.grad_logdet(A), A, np.ones(()))


@exercise("affine", points=10, functions=("affine_forward", "affine_backward"))
class TestAffine:
    """A linear layer for any number of leading axes, forward and backward."""

    def test_by_hand(self, submission):
        x, W, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, -1.0]]), np.array([0.5])
        assert_matches(submission.affine_forward(x, W, b), np.array([[-0.5], [-0.5]]))
        assert_matches(submission.affine_forward(x, -W, b), np.array([[1.5], [1.5]]))
        expected = (np.array([[1.0, -1.0], [10.0, -10.0]]), np.array([[31.0, 42.0]]), np.array([11.0]))
        assert_matches(submission.affine_backward(np.array([[1.0], [10.0]]), x, W, b), expected)

    @pytest.mark.parametrize("lead", [(), (3,), (3, 2)], ids=["vector", "batch", "two_axes"])
    def test_torch(self, submission, cases, rng, lead):
        x, W, b = cases.affine(rng, lead)
        dout = rng.normal(size=(*lead, 5))

        def total(torch, x, W, b):
            return (torch.nn.functional.linear(x, W, b) * torch.tensor(dout)).sum()

        _, gradients = differentiated(total, x, W, b, leaves=(0, 1, 2))
        assert_matches(submission.affine_forward(x, W, b), x @ W.T + b)
        assert_matches(submission.affine_backward(dout, x, W, b), tuple(gradients))

    def test_no_bias(self, submission, cases, rng):
        x, W, b = cases.affine(rng, bias=False)
        assert_matches(submission.affine_forward(x, W, b), x @ W.T)
        gradients = submission.affine_backward(rng.normal(size=(3, 5)), x, W, b)
        assert gradients[2] is None, "no bias, no gradient of a bias: None"

    @points(1)
    def test_two_caches_at_once(self, submission, cases, rng):
        first, second = ((rng.normal(size=(3, 5)), *cases.affine(rng)) for _ in range(2))
        expected = [submission.affine_backward(*first), submission.affine_backward(*second)]
        assert_matches(submission.affine_backward_two_caches(first, second), expected)

    @points(0.5)
    def test_no_rows(self, submission, cases, rng):
        x, W, b = cases.affine(rng, (0,))
        expected = (np.zeros((0, 4)), np.zeros((5, 4)), np.zeros(5))
        assert_matches(submission.affine_backward(np.zeros((0, 5)), x, W, b), expected)


@exercise("sigmoids", points=7, functions=("sigmoid", "sigmoid_backward", "tanh_backward", "softplus"))
class TestSigmoids:
    """Sigmoid, tanh and softplus, for numbers of any size."""

    def test_by_hand(self, submission):
        assert_matches(submission.sigmoid(np.array([0.0, np.log(3.0)])), np.array([0.5, 0.75]))
        assert_matches(submission.softplus(np.array([0.0])), np.log([2.0]))

    def test_large_numbers(self, submission):
        x = np.array([-1000.0, 1000.0])
        assert_matches(submission.sigmoid(x), np.array([0.0, 1.0]))
        assert_matches(submission.softplus(x), np.array([0.0, 1000.0]))

    def test_sigmoid_backward(self, submission, rng):
        x, dout = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
        gradient = submission.sigmoid_backward(dout, submission.sigmoid(x))
        assert_gradient(lambda v: 1 / (1 + np.exp(-v)), gradient, x, dout)

    def test_tanh_backward(self, submission, rng):
        x, dout = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
        assert_gradient(np.tanh, submission.tanh_backward(dout, np.tanh(x)), x, dout)

    @points(0.5)
    def test_float32(self, submission):
        assert_matches(submission.sigmoid(np.zeros(3, np.float32)), np.full(3, 0.5, np.float32))
        assert_matches(submission.softplus(np.zeros(3, np.float32)), np.log(np.full(3, 2, np.float32)))


@exercise("rectifiers", points=5, functions=("relu", "relu_backward", "leaky_relu", "leaky_relu_backward"))
class TestRectifiers:
    """Relu and leaky relu, with their derivatives at 0."""

    def test_by_hand(self, submission):
        x = np.array([-2.0, 0.0, 3.0])
        assert_matches(submission.relu(x), np.array([0.0, 0.0, 3.0]))
        assert_matches(submission.relu(x + 1), np.array([0.0, 1.0, 4.0]))
        assert_matches(submission.leaky_relu(x, alpha=0.5), np.array([-1.0, 0.0, 3.0]))

    def test_backward_by_hand(self, submission):
        x, dout = np.array([-2.0, 0.0, 3.0]), np.array([5.0, 6.0, 7.0])
        assert_matches(submission.relu_backward(dout, x), np.array([0.0, 0.0, 7.0]))
        assert_matches(submission.leaky_relu_backward(dout, x, 0.5), np.array([2.5, 3.0, 7.0]))

    def test_alpha_above_one(self, submission):
        assert_matches(submission.leaky_relu(np.array([-1.0, 1.0]), alpha=3.0), np.array([-3.0, 1.0]))


@exercise("softmax", points=6, functions=("softmax", "log_softmax"))
class TestSoftmax:
    """Probabilities and their logarithms along any axis, for scores of any size."""

    def test_by_hand(self, submission):
        p = np.array([[0.125, 0.375, 0.5]])
        assert_matches(submission.softmax(np.log([[1.0, 3.0, 4.0]])), p)
        assert_matches(submission.log_softmax(np.log([[1.0, 3.0, 4.0]])), np.log(p))

    def test_a_constant_changes_nothing(self, submission, rng):
        z = rng.integers(-8, 9, size=(3, 5)) / 4
        assert_matches(submission.softmax(z + 1024.0), submission.softmax(z))

    @pytest.mark.parametrize("axis", [0, 1, -1])
    def test_sums_to_one_along_the_axis(self, submission, rng, axis):
        z = rng.normal(size=(3, 5, 4))
        p = submission.softmax(z, axis=axis)
        assert_matches(p.sum(axis=axis), np.ones(np.delete(z.shape, axis)))
        assert_matches(np.exp(submission.log_softmax(z, axis=axis)), p)

    def test_large_scores(self, submission):
        z = np.array([[0.0, -2000.0], [1e4, 1e4]])
        assert_matches(submission.log_softmax(z), np.array([[0.0, -2000.0], [-np.log(2), -np.log(2)]]))
        assert_matches(submission.softmax(z), np.array([[1.0, 0.0], [0.5, 0.5]]))


@exercise(
    "softmax_derivatives", points=6, functions=("softmax_jacobian", "softmax_vjp", "grad_softmax_regression")
)
class TestSoftmaxDerivatives:
    """The Jacobian of softmax, its product with a gradient, and softmax regression (part A)."""

    def test_by_hand(self, submission):
        p = np.array([[0.25, 0.75]])
        expected = np.array([[[0.1875, -0.1875], [-0.1875, 0.1875]]])
        assert_matches(submission.softmax_jacobian(p), expected)
        assert_matches(submission.softmax_jacobian(np.array([[1.0, 0.0]])), np.zeros((1, 2, 2)))
        assert_matches(submission.softmax_vjp(p, np.array([[4.0, 0.0]])), np.array([[0.75, -0.75]]))

    def test_vjp_is_the_jacobian_times_g(self, submission, cases, rng):
        p, g = cases.probabilities(rng, 3, 5), rng.normal(size=(3, 5))
        expected = np.einsum("ni,nij->nj", g, submission.softmax_jacobian(p))
        assert_matches(submission.softmax_vjp(p, g), expected)

    def test_rows_know_nothing_of_each_other(self, submission, cases, rng):
        p, g = cases.probabilities(rng, 3, 5), rng.normal(size=(3, 5))
        together, alone = submission.softmax_vjp(p, g), submission.softmax_vjp(p[1:2], g[1:2])
        assert np.allclose(together[1:2], alone), "a row gets another answer when other rows stand beside it"

    def test_regression(self, submission, rng):
        W, X, y = rng.normal(size=(3, 4)), rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)

        def loss(v):
            z = X @ v.T
            return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(7), y])

        assert_gradient(loss, submission.grad_softmax_regression(W, X, y), W, np.ones(()))

    @points(1)
    def test_memory(self, submission, cases, rng):
        p, g = cases.probabilities(rng, 2, 3000), rng.normal(size=(2, 3000))
        assert submission.softmax_vjp_peak(p, g)[1] < 4, "softmax_vjp must not hold K * K numbers"


@exercise("cross_entropy", points=8)
class TestCrossEntropy:
    """Loss and gradient for class numbers: ignored rows, reductions, scores of any size."""

    def test_by_hand(self, submission):
        logits, y = np.log([[1.0, 3.0], [1.0, 1.0]]), np.array([1, -100])
        expected = (np.log(4 / 3), np.array([[0.25, -0.25], [0.0, 0.0]]))
        assert_matches(submission.cross_entropy(logits, y), expected)

    @pytest.mark.parametrize("reduction", ["mean", "sum"])
    def test_torch(self, submission, cases, rng, reduction):
        logits, y = cases.classification(rng)
        y = cases.some_ignored(rng, y)

        def loss(torch, z):
            return torch.nn.functional.cross_entropy(z, torch.tensor(y), reduction=reduction)

        value, gradients = differentiated(loss, logits, leaves=(0,))
        assert_matches(submission.cross_entropy(logits, y, reduction=reduction), (value, gradients[0]))

    def test_loss_of_every_row(self, submission, cases, rng):
        logits, y = cases.classification(rng)
        each, gradient = pair(submission.cross_entropy(logits, y, reduction="none"), "cross_entropy")
        total = pair(submission.cross_entropy(logits, y, reduction="sum"), "cross_entropy")
        assert_matches((float(np.sum(each)), gradient), total)

    def test_large_scores(self, submission):
        result = submission.cross_entropy(np.array([[0.0, 1e4]]), np.array([0]))
        assert_matches(result, (1e4, np.array([[-1.0, 1.0]])))

    def test_padding_is_class_zero(self, submission):
        logits, y = np.log([[1.0, 3.0], [1.0, 1.0]]), np.array([1, 0])
        expected = (np.log(4 / 3), np.array([[0.25, -0.25], [0.0, 0.0]]))
        assert_matches(submission.cross_entropy(logits, y, ignore_index=0), expected)

    @points(0.5)
    def test_all_ignored(self, submission):
        result = submission.cross_entropy(np.ones((2, 3)), np.array([-100, -100]))
        assert_matches(result, (0.0, np.zeros((2, 3))))

    @points(0.5)
    def test_unknown_reduction(self, submission):
        assert_raises(
            ValueError, submission.cross_entropy, np.ones((2, 3)), np.array([0, 1]), reduction="avg"
        )


@exercise("cross_entropy", points=2)
@speed
class TestCrossEntropySpeed:
    """Many rows at once, without a loop."""

    def test_time(self, beat, cases):
        beat("cross_entropy", cases.cross_entropy_speed_inputs, slow=cases.loop_over_rows, share=0.6)


@exercise("bce_with_logits", points=4)
class TestBceWithLogits:
    """Binary cross-entropy from scores, with hard and soft targets."""

    def test_by_hand(self, submission):
        result = submission.bce_with_logits(np.array([0.0, 1000.0]), np.array([0.5, 0.0]))
        assert_matches(result, ((np.log(2.0) + 1000.0) / 2, np.array([0.0, 0.5])))

    @pytest.mark.parametrize("reduction", ["mean", "sum"])
    def test_torch(self, submission, rng, reduction):
        z, t = 2 * rng.normal(size=(3, 5)), rng.random((3, 5))

        def loss(torch, z):
            bce = torch.nn.functional.binary_cross_entropy_with_logits
            return bce(z, torch.tensor(t), reduction=reduction)

        value, gradients = differentiated(loss, z, leaves=(0,))
        assert_matches(submission.bce_with_logits(z, t, reduction=reduction), (value, gradients[0]))

    def test_loss_of_every_element(self, submission):
        result = submission.bce_with_logits(np.zeros((2, 2)), np.full((2, 2), 0.25), reduction="none")
        assert_matches(result, (np.full((2, 2), np.log(2.0)), np.full((2, 2), 0.25)))


@exercise("quadratic_cost", points=2)
class TestQuadraticCost:
    """Mean of half the squared distances, and its gradient."""

    def test_by_hand(self, submission):
        a, y = np.array([[1.0, 0.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 0.0]])
        assert_matches(submission.quadratic_cost(a, y), (6.25, np.array([[0.0, 0.0], [1.5, 2.0]])))

    def test_central_differences(self, submission, rng):
        a, y = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
        _, gradient = pair(submission.quadratic_cost(a, y), "quadratic_cost")
        assert_gradient(lambda v: submission.quadratic_cost(v, y)[0], gradient, a, np.ones(()))


@exercise("sigmoid_net_backprop", points=11)
class TestSigmoidNetBackprop:
    """Nielsen's four equations: loss, gradients and errors of a net of sigmoid layers."""

    def test_by_hand(self, submission):
        net = [np.array([[0.0]])], [np.array([0.0])], np.array([[2.0]]), np.array([[1.0]])
        expected = {
            "loss": 0.125,
            "nabla_w": [np.array([[-0.25]])],
            "nabla_b": [np.array([-0.125])],
            "deltas": [np.array([[-0.125]])],
        }
        assert_matches(submission.sigmoid_net_backprop(*net), expected)
        expected = {
            "loss": np.log(2.0),
            "nabla_w": [np.array([[-1.0]])],
            "nabla_b": [np.array([-0.5])],
            "deltas": [np.array([[-0.5]])],
        }
        assert_matches(submission.sigmoid_net_backprop(*net, cost="cross_entropy"), expected)

    def test_two_layers_by_hand(self, submission):
        """Both layers have z = 0, so a = 1/2 and s'(z) = 1/4."""
        weights, biases = [np.array([[0.0]]), np.array([[3.0]])], [np.array([0.0]), np.array([-1.5])]
        result = submission.sigmoid_net_backprop(weights, biases, np.array([[2.0]]), np.array([[1.0]]))
        assert_matches(entry(result, "deltas"), [np.array([[-0.09375]]), np.array([[-0.125]])])
        assert_matches(entry(result, "nabla_w"), [np.array([[-0.1875]]), np.array([[-0.0625]])])

    @pytest.mark.parametrize("cost", ["quadratic", "cross_entropy"])
    def test_torch(self, submission, cases, rng, cost):
        weights, biases, X, Y = cases.sigmoid_net(rng)

        def loss(torch, *parameters):
            a = torch.tensor(X)
            for W, b in zip(parameters[:3], parameters[3:], strict=True):
                a = torch.sigmoid(torch.nn.functional.linear(a, W, b))
            y = torch.tensor(Y)
            if cost == "quadratic":
                return ((a - y) ** 2).sum() / (2 * len(X))
            return -(y * torch.log(a) + (1 - y) * torch.log(1 - a)).sum() / len(X)

        value, gradients = differentiated(loss, *weights, *biases, leaves=range(6))
        result = submission.sigmoid_net_backprop(weights, biases, X, Y, cost=cost)
        expected = {"loss": value, "nabla_w": gradients[:3], "nabla_b": gradients[3:]}
        assert_matches({name: entry(result, name) for name in expected}, expected, **GRADIENT)

    @pytest.mark.parametrize("cost", ["quadratic", "cross_entropy"])
    def test_deltas_are_errors_of_samples(self, submission, cases, rng, cost):
        weights, biases, X, Y = cases.sigmoid_net(rng)
        deltas = entry(submission.sigmoid_net_backprop(weights, biases, X, Y, cost=cost), "deltas")
        assert [delta.shape for delta in deltas] == [(7, 6), (7, 5), (7, 3)], "deltas are of shape (N, n_l)"
        alone = entry(submission.sigmoid_net_backprop(weights, biases, X[2:3], Y[2:3], cost=cost), "deltas")
        assert_matches([delta[2:3] for delta in deltas], alone, **GRADIENT)

    @points(1)
    def test_saturated_outputs(self, submission):
        net = [np.array([[1000.0]])], [np.array([0.0])], np.array([[1.0], [-1.0]]), np.array([[0.0], [0.0]])
        result = submission.sigmoid_net_backprop(*net, cost="cross_entropy")
        assert_matches(entry(result, "loss"), 500.0)


@exercise("mlp_init", points=3)
class TestMlpInit:
    """Random weights of the right size, drawn in the right order."""

    def test_first_numbers(self, submission):
        params = submission.mlp_init([8, 3, 2], 0)
        rng = np.random.default_rng(0)
        expected = {
            "W1": rng.standard_normal((3, 8)) / 2,
            "b1": np.zeros(3),
            "W2": rng.standard_normal((2, 3)) * np.sqrt(2 / 3),
            "b2": np.zeros(2),
        }
        assert_matches(params, expected)

    @pytest.mark.parametrize("scheme", ["he", "xavier", "nielsen"])
    def test_spread(self, submission, scheme):
        W = entry(submission.mlp_init([50, 150], 0, scheme=scheme), "W1")
        expected = {"he": 0.2, "xavier": 0.1, "nielsen": 0.02**0.5}[scheme]
        assert_matches(float(W.std()), expected, rtol=0.05, because="the spread of 7500 random numbers")


@exercise("mlp_loss_and_grads", points=8)
class TestMlpLossAndGrads:
    """Loss and gradients of a classifier of any depth, with weight decay."""

    def test_by_hand(self, submission):
        params = {"W1": np.zeros((2, 1)), "b1": np.zeros(2)}
        expected = (np.log(2.0), {"W1": np.array([[-2.0], [2.0]]), "b1": np.array([-0.5, 0.5])})
        assert_matches(submission.mlp_loss_and_grads(params, np.array([[4.0]]), np.array([0])), expected)

    @pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
    def test_torch(self, submission, cases, rng, activation):
        params, X, y = cases.mlp(rng)
        names = list(params)

        def loss(torch, *values):
            named = dict(zip(names, values, strict=True))
            h = torch.tensor(X)
            for layer in (1, 2, 3):
                h = torch.nn.functional.linear(h, named[f"W{layer}"], named[f"b{layer}"])
                h = getattr(torch, activation)(h) if layer < 3 else h
            penalty = sum((named[f"W{layer}"] ** 2).sum() for layer in (1, 2, 3))
            return torch.nn.functional.cross_entropy(h, torch.tensor(y)) + 0.1 * penalty

        value, gradients = differentiated(loss, *params.values(), leaves=range(6))
        expected = (value, dict(zip(names, gradients, strict=True)))
        result = submission.mlp_loss_and_grads(params, X, y, activation=activation, l2=0.2)
        assert_matches(result, expected, **GRADIENT)

    def test_step_downhill(self, submission, cases, rng):
        params, X, y = cases.mlp(rng)
        before, grads = pair(submission.mlp_loss_and_grads(params, X, y), "mlp_loss_and_grads")
        params = {name: value - 0.01 * grads[name] for name, value in params.items()}
        after = submission.mlp_loss_and_grads(params, X, y)[0]
        assert after < before, f"a small step against the gradient raises the loss: {before} -> {after}"

    @points(0.5)
    def test_float32(self, submission, cases, rng):
        params, X, y = cases.mlp(rng, dtype=np.float32)
        wide = {name: value.astype(np.float64) for name, value in params.items()}
        loss, grads = pair(submission.mlp_loss_and_grads(wide, X.astype(np.float64), y), "mlp_loss_and_grads")
        expected = (float(loss), {name: grad.astype(np.float32) for name, grad in grads.items()})
        assert_matches(submission.mlp_loss_and_grads(params, X, y), expected, **FLOAT32_LOSS)


@exercise("mlp_loss_and_grads", points=3)
@speed
class TestMlpSpeed:
    """A whole batch at once, without a loop over its rows."""

    def test_time(self, beat, cases):
        beat("mlp_loss_and_grads", cases.mlp_speed_inputs, slow=cases.loop_over_samples, share=0.6)


@exercise("Var", points=14)
class TestVar:
    """A number that can differentiate the formula it came from."""

    def test_by_hand(self, submission):
        result = submission.var_program("u = a * b\nroot = u + a\nroot.backward()", a=3.0, b=2.0)
        assert_matches(result, {"a": (3.0, 3.0), "b": (2.0, 3.0), "u": (6.0, 1.0), "root": (9.0, 1.0)})

    @pytest.mark.parametrize(
        ("formula", "value", "slope"),
        [
            ("a + 3", 5.0, 1.0),
            ("3 + a", 5.0, 1.0),
            ("a - 3", -1.0, 1.0),
            ("3 - a", 1.0, -1.0),
            ("3 * a", 6.0, 3.0),
            ("a / 4", 0.5, 0.25),
            ("4 / a", 2.0, -1.0),
            ("-a", -2.0, -1.0),
            ("a ** 3", 8.0, 12.0),
            ("a ** 0", 1.0, 0.0),
            ("a * a", 4.0, 4.0),
            ("a + a", 4.0, 2.0),
            ("a.relu()", 2.0, 1.0),
            ("(-a).relu()", 0.0, 0.0),
        ],
    )
    def test_one_operation(self, submission, formula, value, slope):
        result = submission.var_program(f"root = {formula}\nroot.backward()", a=2.0)
        assert_matches(result, {"a": (2.0, slope), "root": (value, 1.0)})

    @pytest.mark.parametrize("name", ["exp", "log", "tanh", "sigmoid"])
    def test_functions(self, submission, name):
        f = {"exp": np.exp, "log": np.log, "tanh": np.tanh, "sigmoid": lambda x: 1 / (1 + np.exp(-x))}[name]
        result = submission.var_program(f"root = a.{name}()\nroot.backward()", a=0.7)
        assert_matches(result["root"][0], float(f(0.7)))
        assert_gradient(f, np.array(result["a"][1]), np.array(0.7), np.ones(()))

    def test_torch(self, submission):
        program = "u = a * b + 1.5\nv = (u / a).tanh()\nroot = u * v - v.exp() / b"

        def formula(torch, a, b):
            u = a * b + 1.5
            v = torch.tanh(u / a)
            return u * v - torch.exp(v) / b

        value, gradients = differentiated(formula, np.array(0.8), np.array(-1.3), leaves=(0, 1))
        result = submission.var_program(program + "\nroot.backward()", a=0.8, b=-1.3)
        expected = {"root": (value, 1.0), "a": (0.8, float(gradients[0])), "b": (-1.3, float(gradients[1]))}
        assert_matches({name: result[name] for name in expected}, expected)

    def test_second_call_doubles_the_leaves(self, submission):
        program = "u = a * b\nroot = u * u\nroot.backward()\nroot.backward()"
        result = submission.var_program(program, a=1.0, b=3.0)
        assert_matches(result, {"a": (1.0, 36.0), "b": (3.0, 12.0), "u": (3.0, 6.0), "root": (9.0, 1.0)})

    def test_zero_grad(self, submission):
        result = submission.var_program("root = a * a\nroot.backward()\nroot.zero_grad()", a=3.0)
        assert_matches(result, {"a": (3.0, 0.0), "root": (9.0, 0.0)})

    @points(1)
    def test_long_chain(self, submission):
        program = "root = a\nfor _ in range(10000):\n    root = root + b\nroot.backward()"
        result = submission.var_program(program, a=1.0, b=0.5)
        assert_matches(result, {"a": (1.0, 1.0), "b": (0.5, 10000.0), "root": (5001.0, 1.0)})

    @points(1)
    def test_many_paths(self, submission):
        program = "root = a\nfor _ in range(40):\n    root = root + root\nroot.backward()"
        assert_matches(submission.var_program(program, a=1.0)["a"], (1.0, 2.0**40))


@exercise("gradient_checking", points=5, functions=("numerical_gradient", "relative_error", "gradient_check"))
class TestGradientChecking:
    """Central differences, the relative error, and a verdict."""

    def test_numerical_gradient(self, submission, cases, rng):
        x = cases.away_from_zero(rng, 3, 2)
        assert_matches(
            submission.numerical_gradient("cubes", x),
            3 * x**2,
            rtol=1e-6,
            atol=1e-8,
            because="central differences with h = 1e-5 are good to about 1e-9",
        )

    def test_formula(self, submission):
        # ((x + h)^3 - (x - h)^3) / 2h = 3 x^2 + h^2
        result = submission.numerical_gradient("cubes", np.array([2.0]), h=0.5)
        assert_matches(result, np.array([12.25]))

    def test_x_is_restored(self, submission, rng):
        x = rng.normal(size=(3, 2))
        after, kinds = submission.numerical_gradient_manners("cubes", x)
        assert after.tobytes() == x.tobytes(), "numerical_gradient must leave x as it was, bit for bit"
        assert [tuple(kind) for kind in kinds] == [("float64", "(3, 2)")], (
            "f needs float64 arrays of x's shape"
        )

    def test_relative_error(self, submission):
        a, b = np.array([1.0, 0.0, 300.0]), np.array([3.0, 0.0, 300.0])
        assert_matches(submission.relative_error(a, b), 0.5)

    def test_gradient_check(self, submission):
        x = np.array([0.5, 1.5, -2.0])
        assert_matches(submission.gradient_check("cubes", "cubes", x), True)
        assert_matches(submission.gradient_check("cubes", "cubes_doubled", x), False)
        assert_matches(submission.gradient_check("cubes", "cubes_nearly", x), False)
