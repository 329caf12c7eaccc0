"""The rubric of 01_backprop: 100 points, compared with the reference. Never given to students."""

import numpy as np
import pytest

from autograder.checking import assert_gradient, assert_matches, assert_raises, exercise, points, speed

FLOAT32_LOSS = {"rtol": 2e-4, "atol": 2e-5, "because": "the loss, a plain number, was computed in float32"}
GRADIENT = {"rtol": 1e-6, "atol": 1e-8, "because": "a gradient through many operations"}


def array(value, shape):
    """Take an answer as the array it should be, with a sentence when it is not one."""
    assert type(value) is np.ndarray, "the answer must be an array of numbers"
    assert value.shape == shape, "the array has the wrong shape"
    assert value.dtype.kind in "fiu", "the array must hold numbers"
    return value


def pair(value, name):
    """Take an answer as a tuple of two, with a sentence when it is not one."""
    assert type(value) is tuple, f"{name} must return a tuple of two"
    assert len(value) == 2, f"{name} must return a tuple of two"
    return value


def entry(value, name):
    """Take an entry of a dictionary, with a sentence when it is not there."""
    assert type(value) is dict, "the answer must be a dictionary"
    assert name in value, f"the dictionary has no key {name!r}"
    return value[name]


def number(value):
    """Take an answer as a number, with a sentence when it is not one."""
    scalar = type(value) is np.ndarray and value.shape == () and value.dtype.kind in "fiu"
    assert type(value) in (int, float) or scalar or isinstance(value, np.floating), (
        "the loss must be a number"
    )
    return float(value)


# -------------------------------------------------------------------- A  matrix calculus (6, and 6 below)


def one_in_float64(compare, function, *arrays):
    """Call a function with all arrays but one in float32, each in its turn: the answer is float64."""
    close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
    for wide in range(len(arrays)):
        close(function, *(a.astype(np.float64 if i == wide else np.float32) for i, a in enumerate(arrays)))


def small(rng, *shape, low=-128):
    """Integers whose sums and products do not fit into their type."""
    return rng.integers(low, 128, size=shape).astype(np.int8)


@exercise(
    "matrix_gradients",
    points=6,
    functions=("grad_quadratic_form", "grad_least_squares", "grad_trace_axb", "grad_logdet"),
)
class TestMatrixGradients:
    """Gradients of a quadratic form, least squares, a trace and a log-determinant."""

    @pytest.mark.parametrize("D", [5, 1], ids=["general", "one_dimension"])
    def test_quadratic_form(self, compare, rng, D):
        compare("grad_quadratic_form", rng.normal(size=(D, D)), rng.normal(size=D))

    @pytest.mark.parametrize(
        "sizes", [(7, 4), (3, 5), (4, 4), (1, 1)], ids=["tall", "wide", "square", "one_by_one"]
    )
    def test_least_squares(self, compare, rng, sizes):
        M, D = sizes
        compare("grad_least_squares", rng.normal(size=(M, D)), rng.normal(size=D), rng.normal(size=M))

    @pytest.mark.parametrize(
        "sizes", [(2, 3, 5), (4, 4, 4), (1, 3, 5), (1, 1, 1)], ids=["general", "equal", "row", "one_by_one"]
    )
    def test_trace(self, compare, rng, sizes):
        P, M, N = sizes
        compare("grad_trace_axb", rng.normal(size=(P, M)), rng.normal(size=(N, P)))

    @pytest.mark.parametrize("sign", [1, -1], ids=["positive", "negative"])
    def test_logdet(self, compare, rng, sign):
        A = 2 * np.eye(4) + 0.5 * rng.normal(size=(4, 4))
        A[0] *= sign * np.sign(np.linalg.det(A))
        compare("grad_logdet", A)

    @points(0.25)
    def test_one_row_or_column(self, compare, rng):
        for M, D in [(5, 1), (1, 4)]:
            compare("grad_least_squares", rng.normal(size=(M, D)), rng.normal(size=D), rng.normal(size=M))
        for P, M, N in [(2, 1, 5), (2, 3, 1), (1, 1, 4)]:
            compare("grad_trace_axb", rng.normal(size=(P, M)), rng.normal(size=(N, P)))

    @points(0.25)
    def test_logdet_of_a_number(self, compare):
        compare("grad_logdet", np.array([[-2.5]]))

    @points(0.25)
    def test_logdet_of_small_matrices(self, compare, rng):
        for D in (2, 3):
            compare("grad_logdet", 3 * np.eye(D) + 0.5 * rng.normal(size=(D, D)))
        compare("grad_logdet", np.diag([-1e4, 1.0, 1e-3]))

    @points(0.25)
    def test_float32(self, compare, rng):
        A, B = rng.normal(size=(4, 4)).astype(np.float32), rng.normal(size=(4, 4)).astype(np.float32)
        compare("grad_quadratic_form", A, B[0])
        compare("grad_least_squares", A, B[0], B[1])
        compare("grad_trace_axb", A, B)
        compare("grad_logdet", 3 * np.eye(4, dtype=np.float32) + A / 2)

    @points(0.25)
    def test_integers(self, compare, rng):
        A, B = rng.integers(-3, 4, size=(4, 4)), rng.integers(-3, 4, size=(4, 4))
        compare("grad_quadratic_form", A, B[0])
        compare("grad_least_squares", A, B[0], B[1])
        compare("grad_trace_axb", A, B)
        compare("grad_logdet", np.array([[1, 2], [0, 2]]))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, rng):
        A, B = rng.normal(size=(4, 4)), rng.normal(size=(4, 4))
        compare.untouched("grad_quadratic_form", A, B[0])
        compare.untouched("grad_least_squares", A, B[0], B[1])
        compare.untouched("grad_trace_axb", A, B)
        compare.untouched("grad_logdet", A + 5 * np.eye(4))

    @points(0.25)
    def test_any_memory_layout(self, compare, rng):
        compare.layouts("grad_quadratic_form", rng.normal(size=(5, 5)), rng.normal(size=5))
        compare.layouts("grad_least_squares", rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=5))
        compare.layouts("grad_trace_axb", rng.normal(size=(2, 3)), rng.normal(size=(5, 2)))
        compare.layouts("grad_logdet", 3 * np.eye(4) + 0.5 * rng.normal(size=(4, 4)))

    @pytest.mark.parametrize("D", [11, 300], ids=["larger", "determinant_overflows"])
    @points(0.25)
    def test_logdet_of_larger_matrices(self, compare, rng, D):
        compare("grad_logdet", 20 * np.eye(D) + 0.2 * rng.normal(size=(D, D)))

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = (
            (
                (rng.normal(size=(5, 5)), rng.normal(size=5)),
                (rng.normal(size=(2, 3)), rng.normal(size=(5, 2))),
                (rng.normal(size=(6, 4)), rng.normal(size=4), rng.normal(size=6)),
                (3 * np.eye(4) + 0.5 * rng.normal(size=(4, 4)),),
            )
            for _ in range(2)
        )
        compare("matrix_gradients_in_turn", first, second)

    @points(0.25)
    def test_float32_with_float64(self, compare, rng):
        A, B = rng.normal(size=(2, 5, 5))
        x, b = rng.normal(size=(2, 5))
        one_in_float64(compare, "grad_quadratic_form", A, x)
        one_in_float64(compare, "grad_least_squares", A, x, b)
        one_in_float64(compare, "grad_trace_axb", A, B)

    @points(0.25)
    def test_large_and_small_numbers(self, compare, rng):
        A, x, b = 1e3 * rng.normal(size=(5, 5)), rng.normal(size=5), rng.normal(size=5)
        compare("grad_quadratic_form", A, x)
        compare("grad_least_squares", A, x, b)
        compare("grad_trace_axb", A, A)
        compare("grad_logdet", 1e-4 * A)
        compare("grad_quadratic_form", small(rng, 4, 4), small(rng, 4))
        compare("grad_least_squares", small(rng, 3, 4), small(rng, 4), small(rng, 3))
        compare("grad_trace_axb", small(rng, 2, 4), small(rng, 3, 2))


# -------------------------------------------------------------------- B  the affine layer (10)


LEADS = pytest.mark.parametrize(
    "lead", [(), (3,), (3, 2), (2, 3, 6)], ids=["vector", "batch", "two_axes", "three_axes"]
)
AFFINE_SIZES = pytest.mark.parametrize(
    "sizes",
    [
        {"lead": (1,), "d_in": 1, "d_out": 1},
        {"lead": (1,)},
        {"lead": (4,), "d_in": 4, "d_out": 4},
        {"lead": (4, 4), "d_in": 4, "d_out": 4},
        {"lead": (5,), "d_in": 4, "d_out": 5},
    ],
    ids=["all_one", "one_row", "all_equal", "all_equal_two_axes", "as_many_rows_as_outputs"],
)
EMPTY = pytest.mark.parametrize("lead", [(0,), (2, 0), (0, 3)], ids=["no_rows", "empty_rows", "no_blocks"])


@exercise("affine", points=10, functions=("affine_forward", "affine_backward"))
class TestAffine:
    """A linear layer for any number of leading axes, forward and backward."""

    @LEADS
    def test_forward(self, compare, cases, rng, lead):
        compare("affine_forward", *cases.affine(rng, lead))

    @AFFINE_SIZES
    def test_forward_sizes(self, compare, cases, rng, sizes):
        compare("affine_forward", *cases.affine(rng, **sizes))

    @LEADS
    def test_backward(self, compare, cases, rng, lead):
        compare("affine_backward", rng.normal(size=(*lead, 5)), *cases.affine(rng, lead))

    @AFFINE_SIZES
    def test_backward_sizes(self, compare, cases, rng, sizes):
        x, W, b = cases.affine(rng, **sizes)
        compare("affine_backward", rng.normal(size=(*x.shape[:-1], len(W))), x, W, b)

    @pytest.mark.parametrize("lead", [(), (3,), (3, 2), (0,)], ids=["vector", "batch", "two_axes", "no_rows"])
    def test_no_bias(self, compare, cases, rng, lead):
        compare("affine_forward", *cases.affine(rng, lead, bias=False))
        compare("affine_backward", rng.normal(size=(*lead, 5)), *cases.affine(rng, lead, bias=False))

    def test_central_differences(self, submission, cases, rng):
        x, W, b = cases.affine(rng, (3, 2))
        dout = rng.normal(size=(3, 2, 5))
        gradients = submission.affine_backward(dout, x, W, b)
        assert type(gradients) is tuple, "affine_backward must return a tuple of three: (dx, dW, db)"
        assert len(gradients) == 3, "affine_backward must return a tuple of three: (dx, dW, db)"
        assert_gradient(
            lambda v: array(submission.affine_forward(x, v, b), dout.shape), gradients[1], W, dout, along=rng
        )

    @EMPTY
    @points(0.25)
    def test_nothing_to_do(self, compare, cases, rng, lead):
        compare("affine_forward", *cases.affine(rng, lead))
        compare("affine_backward", np.zeros((*lead, 5)), *cases.affine(rng, lead))

    @points(0.5)
    def test_a_second_backward(self, compare, cases, rng):
        compare("affine_backward_twice", rng.normal(size=(3, 5)), *cases.affine(rng))

    @points(0.5)
    def test_two_caches_at_once(self, compare, cases, rng):
        first = (rng.normal(size=(3, 5)), *cases.affine(rng))
        second = (rng.normal(size=(2, 6)), *cases.affine(rng, (2,), d_in=7, d_out=6))
        compare("affine_backward_two_caches", first, second)

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        inputs = cases.affine(rng, dtype=np.float32)
        compare("affine_forward", *inputs)
        compare("affine_backward", rng.normal(size=(3, 5)).astype(np.float32), *inputs)

    @points(0.25)
    def test_integers(self, compare, rng):
        x, W, b = rng.integers(-3, 4, (3, 4)), rng.integers(-3, 4, (5, 4)), rng.integers(-3, 4, 5)
        compare("affine_forward", x, W, b)
        compare("affine_backward", rng.integers(-3, 4, (3, 5)), x, W, b)

    @points(0.25)
    def test_float32_with_float64(self, compare, cases, rng):
        x, W, b = cases.affine(rng)
        compare("affine_forward", x.astype(np.float32), W, b)
        compare("affine_forward", x, W.astype(np.float32), b.astype(np.float32))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("affine_forward", *cases.affine(rng))
        compare.untouched("affine_backward", rng.normal(size=(3, 5)), *cases.affine(rng))
        compare.untouched("affine_backward", rng.normal(size=5), *cases.affine(rng, ()))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("affine_forward", *cases.affine(rng, (3, 2)))
        compare.layouts("affine_backward", rng.normal(size=(3, 2, 5)), *cases.affine(rng, (3, 2)))

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = (
            (rng.normal(size=(3, 4)), rng.normal(size=(2, 4)), rng.normal(size=2)) for _ in range(2)
        )
        compare("affine_forward_in_turn", first, second)

    @points(0.25)
    def test_first_biases_are_zero(self, compare, cases, rng):
        x, W, b = cases.affine(rng)
        compare("affine_forward", x, W, 0 * b)
        compare("affine_backward", rng.normal(size=(3, 5)), x, W, 0 * b)

    @points(0.25)
    def test_gradient_of_another_dtype(self, compare, submission, cases, rng):
        close = {"rtol": 1e-4, "atol": 1e-5, "because": "part of it may be computed in float32"}
        x, W, b = cases.affine(rng)
        dout = rng.normal(size=(3, 5))
        result = submission.affine_backward(dout.astype(np.float32), x, W, b)
        assert type(result) is tuple, "affine_backward must return a tuple of three: (dx, dW, db)"
        assert_matches(result[:2], (dout @ W, dout.T @ x), **close)
        single = (v.astype(np.float32) for v in (x, W, b))
        compare.within(**close)("affine_backward", dout, *single)

    @points(0.25)
    def test_float32_with_a_float64_bias(self, compare, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        x, W = rng.normal(size=(3, 4)).astype(np.float32), rng.normal(size=(5, 4)).astype(np.float32)
        close("affine_forward", x, W, rng.normal(size=5))


# -------------------------------------------------------------------- C  activations (12)


BOTH = pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
LARGE = np.array([20.0, 40.0, 90.0, 150.0, 1000.0])


@exercise("sigmoids", points=7, functions=("sigmoid", "sigmoid_backward", "tanh_backward", "softplus"))
class TestSigmoids:
    """Sigmoid, tanh and softplus, for numbers of any size."""

    def test_sigmoid(self, compare, rng):
        compare("sigmoid", 3 * rng.normal(size=(3, 5)))

    def test_softplus(self, compare, rng):
        compare("softplus", 3 * rng.normal(size=(3, 5)))

    def test_sigmoid_backward(self, compare, rng):
        compare("sigmoid_backward", rng.normal(size=(3, 5)), rng.random((3, 5)))

    def test_tanh_backward(self, compare, rng):
        compare("tanh_backward", rng.normal(size=(3, 5)), np.tanh(rng.normal(size=(3, 5))))

    @BOTH
    @points(0.25)
    def test_sigmoid_of_large_numbers(self, compare, dtype):
        compare.strictly("sigmoid", LARGE.astype(dtype))

    @BOTH
    @points(0.25)
    def test_sigmoid_of_large_negative_numbers(self, compare, dtype):
        compare.strictly("sigmoid", -LARGE.astype(dtype))

    @BOTH
    @points(0.25)
    def test_softplus_of_large_numbers(self, compare, dtype):
        compare.strictly("softplus", np.concatenate([LARGE, -LARGE]).astype(dtype))

    def test_limits(self, submission):
        result = submission.sigmoid(np.array([-1000.0, 1000.0]))
        # a hundred orders of magnitude above what np.clip(x, -500, 500) leaves, which is honest
        assert_matches(result, np.array([0.0, 1.0]), rtol=0, atol=1e-100, because="e^-1000 is 0")

    def test_saturated_backward(self, compare, rng):
        ends = np.array([0.0, 1.0, 0.5])
        compare.strictly("sigmoid_backward", rng.normal(size=3), ends)
        compare.strictly("tanh_backward", rng.normal(size=3), 2 * ends - 1)

    @pytest.mark.parametrize("shape", [(), (0,), (3, 0)], ids=["number", "empty", "empty_rows"])
    @points(0.25)
    def test_small_shapes(self, compare, rng, shape):
        x, dout = np.asarray(rng.random(shape)), np.asarray(rng.normal(size=shape))
        compare("sigmoid", x)
        compare("softplus", x)
        compare("sigmoid_backward", dout, x)
        compare("tanh_backward", dout, x)

    @points(0.25)
    def test_float32(self, compare, rng):
        x, dout = (rng.random((3, 5)).astype(np.float32) for _ in range(2))
        compare("sigmoid", x)
        compare("softplus", x)
        compare("sigmoid_backward", dout, x)
        compare("tanh_backward", dout, x)

    @points(0.25)
    def test_integers(self, compare):
        compare("sigmoid", np.arange(-3, 4))
        compare("softplus", np.arange(-3, 4))
        compare("sigmoid", np.arange(5, dtype=np.uint8))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, rng):
        x, dout = rng.random((3, 5)), rng.normal(size=(3, 5))
        compare.untouched("sigmoid", x)
        compare.untouched("softplus", x)
        compare.untouched("sigmoid_backward", dout, x)
        compare.untouched("tanh_backward", dout, x)

    @points(0.25)
    def test_any_memory_layout(self, compare, rng):
        x, dout = rng.random((3, 5)), rng.normal(size=(3, 5))
        compare.layouts("sigmoid", x)
        compare.layouts("softplus", x)
        compare.layouts("sigmoid_backward", dout, x)
        compare.layouts("tanh_backward", dout, x)

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = ((rng.normal(size=(3, 5)), rng.random((3, 5))) for _ in range(2))
        compare("sigmoids_in_turn", first, second)

    @points(0.25)
    def test_float32_with_float64(self, compare, rng):
        for name in ("sigmoid_backward", "tanh_backward"):
            one_in_float64(compare, name, rng.normal(size=(3, 5)), rng.random((3, 5)))

    @points(0.25)
    def test_large_and_small_numbers(self, compare, rng):
        for name in ("sigmoid_backward", "tanh_backward"):
            compare(name, 1e4 * rng.normal(size=(3, 5)), rng.random((3, 5)))
            compare(name, small(rng, 3, 5), small(rng, 3, 5) % 2)
        compare("sigmoid", small(rng, 3, 5))
        compare("softplus", small(rng, 3, 5))


@exercise("rectifiers", points=5, functions=("relu", "relu_backward", "leaky_relu", "leaky_relu_backward"))
class TestRectifiers:
    """Relu and leaky relu, with their derivatives at 0."""

    def test_relu(self, compare, rng):
        compare("relu", rng.normal(size=(3, 5)))

    def test_relu_backward(self, compare, rng):
        compare("relu_backward", rng.normal(size=(3, 5)), rng.normal(size=(3, 5)))

    def test_leaky_relu(self, compare, rng):
        compare("leaky_relu", rng.normal(size=(3, 5)))
        compare("leaky_relu", rng.normal(size=(3, 5)), alpha=0.2)

    def test_leaky_relu_backward(self, compare, rng):
        compare("leaky_relu_backward", rng.normal(size=(3, 5)), rng.normal(size=(3, 5)))
        compare("leaky_relu_backward", rng.normal(size=(3, 5)), rng.normal(size=(3, 5)), 0.2)

    def test_at_zero(self, compare, rng):
        x, dout = np.array([0.0, 1.0, 0.0, -1.0, 0.0]), rng.normal(size=5)
        compare("relu_backward", dout, x)
        compare("leaky_relu_backward", dout, x, 0.2)

    @pytest.mark.parametrize("alpha", [1.7, -0.5, 0.0], ids=["above_one", "negative", "zero"])
    @points(0.25)
    def test_any_alpha(self, compare, rng, alpha):
        compare("leaky_relu", rng.normal(size=(3, 5)), alpha)
        compare("leaky_relu_backward", rng.normal(size=(3, 5)), rng.normal(size=(3, 5)), alpha)

    @pytest.mark.parametrize("shape", [(), (0,)], ids=["number", "empty"])
    @points(0.25)
    def test_small_shapes(self, compare, rng, shape):
        x, dout = np.asarray(rng.normal(size=shape)), np.asarray(rng.normal(size=shape))
        compare("relu", x)
        compare("relu_backward", dout, x)
        compare("leaky_relu", x)
        compare("leaky_relu_backward", dout, x, 0.2)

    @points(0.25)
    def test_float32(self, compare, rng):
        x, dout = (rng.normal(size=(3, 5)).astype(np.float32) for _ in range(2))
        compare("relu", x)
        compare("relu_backward", dout, x)
        compare("leaky_relu", x)
        compare("leaky_relu_backward", dout, x, 0.2)

    @points(0.25)
    def test_integers(self, compare):
        compare("relu", np.arange(-3, 4))
        compare("leaky_relu", np.arange(-3, 4), 0.5)

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, rng):
        x, dout = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
        compare.untouched("relu", x)
        compare.untouched("relu_backward", dout, x)
        compare.untouched("leaky_relu", x)
        compare.untouched("leaky_relu_backward", dout, x, 0.2)

    @points(0.25)
    def test_any_memory_layout(self, compare, rng):
        x, dout = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
        compare.layouts("relu", x)
        compare.layouts("relu_backward", dout, x)
        compare.layouts("leaky_relu", x)
        compare.layouts("leaky_relu_backward", dout, x, 0.2)

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = ((rng.normal(size=(3, 5)), rng.normal(size=(3, 5))) for _ in range(2))
        compare("rectifiers_in_turn", first, second)

    @points(0.25)
    def test_nothing_to_cut_off(self, compare, rng):
        x, dout = rng.random((2, 3, 4)) + 0.1
        compare.untouched("relu", x)
        compare.untouched("relu", np.array(1.5))
        compare.untouched("relu_backward", dout, x)
        compare.untouched("leaky_relu", x)
        compare.untouched("leaky_relu", -x, 1.0)
        compare.untouched("leaky_relu_backward", dout, x)
        compare.untouched("leaky_relu_backward", dout, -x, 1.0)

    @points(0.25)
    def test_numbers_close_to_zero(self, compare, rng):
        for scale in (1e-9, 1e-200):
            x, dout = scale * np.array([1.0, -1.0, 2.0, -2.0]), rng.normal(size=4)
            compare("relu_backward", dout, x)
            compare("leaky_relu_backward", dout, x, 0.2)
            exactly = compare.within(atol=0, because="each number is copied or multiplied once")
            exactly("relu", x)
            exactly("leaky_relu", x, 0.2)

    @points(0.25)
    def test_gradient_in_float64(self, compare, rng):
        x, dout = rng.normal(size=(3, 5)).astype(np.float32), rng.normal(size=(3, 5))
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        close("relu_backward", dout, x)
        close("leaky_relu_backward", dout, x, 0.2)

    @points(0.25)
    def test_large_and_small_numbers(self, compare, rng):
        for dout, x in [(1e4 * rng.normal(size=(3, 5)), 1e4 * rng.normal(size=(3, 5))), small(rng, 2, 3, 5)]:
            compare("relu", x)
            compare("relu_backward", dout, x)
            compare("leaky_relu", x, 3.5)
            compare("leaky_relu_backward", dout, x, 3.5)


# -------------------------------------------------------------------- D  softmax and losses (20 + 2)


AXES = pytest.mark.parametrize("axis", [0, 1, 2, -1], ids=["first", "middle", "last", "minus_one"])


@exercise("softmax", points=6, functions=("softmax", "log_softmax"))
class TestSoftmax:
    """Probabilities and their logarithms along any axis, for scores of any size."""

    @pytest.mark.parametrize("shape", [(5,), (3, 5), (4, 4)], ids=["vector", "rows", "square"])
    def test_softmax(self, compare, rng, shape):
        compare("softmax", 2 * rng.normal(size=shape))

    @pytest.mark.parametrize("shape", [(5,), (3, 5), (4, 4)], ids=["vector", "rows", "square"])
    def test_log_softmax(self, compare, rng, shape):
        compare("log_softmax", 2 * rng.normal(size=shape))

    @AXES
    def test_softmax_axis(self, compare, rng, axis):
        compare("softmax", rng.normal(size=(3, 5, 4)), axis=axis)

    @AXES
    def test_log_softmax_axis(self, compare, rng, axis):
        compare("log_softmax", rng.normal(size=(3, 5, 4)), axis=axis)

    @points(0.25)
    def test_many_axes(self, compare, rng):
        for axis in range(-4, 4):
            compare("softmax", rng.normal(size=(3, 5, 4, 2)), axis=axis)
            compare("log_softmax", rng.normal(size=(3, 5, 4, 2)), axis=axis)

    def test_equal_axes(self, compare, rng):
        compare("softmax", rng.normal(size=(4, 4, 4)), axis=0)
        compare("log_softmax", rng.normal(size=(4, 4, 4)), axis=1)

    def test_a_constant_changes_nothing(self, submission, rng):
        z = rng.integers(-8, 9, size=(3, 5)) / 4
        assert_matches(submission.softmax(z + 512.0), submission.softmax(z))
        assert_matches(submission.log_softmax(z - 512.0), submission.log_softmax(z))

    @points(0.5)
    def test_large_scores(self, compare, rng):
        compare.strictly("softmax", 1e4 * rng.normal(size=(3, 5)))
        compare.strictly("log_softmax", 1e4 * rng.normal(size=(3, 5)))

    @points(0.25)
    def test_large_scores_in_float32(self, compare, rng):
        z = rng.integers(-5, 6, size=(3, 5)) + np.array([[200], [0.0], [-200]])
        compare.strictly("softmax", z.astype(np.float32))
        compare.strictly("log_softmax", z.astype(np.float32))

    @points(0.25)
    def test_equal_scores(self, compare):
        for z in (np.zeros((3, 5)), np.array([[2.0, 7.0, 7.0, -1.0], [3.0, 3.0, 3.0, 0.0]])):
            compare("softmax", z)
            compare("log_softmax", z)

    @points(0.5)
    def test_rows_far_apart(self, compare, rng):
        z = rng.normal(size=(3, 5)) + np.array([[1e4], [0.0], [-1e4]])
        compare.strictly("softmax", z)
        compare.strictly("log_softmax", z)

    @points(0.25)
    def test_minus_infinity(self, compare, rng):
        z = rng.normal(size=(3, 5))
        z[0, 1] = z[2, 3] = z[2, 4] = -np.inf
        for scores in (z, z + 1e4, z - 1e4):
            compare.strictly("softmax", scores)
            compare.strictly("log_softmax", scores)

    @points(0.25)
    def test_one_class(self, compare, rng):
        compare("softmax", rng.normal(size=(3, 1)))
        compare("log_softmax", rng.normal(size=(3, 1)))

    @points(0.25)
    def test_no_rows(self, compare):
        compare("softmax", np.zeros((0, 5)))
        compare("log_softmax", np.zeros((0, 5)))

    @points(0.25)
    def test_float32(self, compare, rng):
        z = (100 * rng.normal(size=(3, 5))).astype(np.float32)
        compare("softmax", z)
        compare("log_softmax", z)

    @points(0.25)
    def test_integers(self, compare, rng):
        compare("softmax", rng.integers(-5, 6, size=(3, 5)))
        compare("log_softmax", rng.integers(-5, 6, size=(3, 5)))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, rng):
        compare.untouched("softmax", rng.normal(size=(3, 5)))
        compare.untouched("log_softmax", rng.normal(size=(3, 5)))

    @points(0.25)
    def test_any_memory_layout(self, compare, rng):
        compare.layouts("softmax", rng.normal(size=(3, 5, 4)), axis=1)
        compare.layouts("log_softmax", rng.normal(size=(3, 5, 4)), axis=1)

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = (rng.normal(size=(3, 5)) for _ in range(2))
        compare("softmax_in_turn", first, second)

    @points(0.25)
    def test_small_integers(self, compare, rng):
        compare("softmax", small(rng, 3, 5))
        compare("log_softmax", small(rng, 3, 5))


@exercise(
    "softmax_derivatives", points=6, functions=("softmax_jacobian", "softmax_vjp", "grad_softmax_regression")
)
class TestSoftmaxDerivatives:
    """The Jacobian of softmax, its product with a gradient, and softmax regression (part A)."""

    @pytest.mark.parametrize(
        "sizes", [(3, 5), (4, 4), (1, 5), (3, 1)], ids=["rows", "square", "one_row", "one_class"]
    )
    def test_jacobian(self, compare, cases, rng, sizes):
        compare("softmax_jacobian", cases.probabilities(rng, *sizes))

    @pytest.mark.parametrize("shape", [(5,), (3, 5), (2, 3, 5), (4, 4)], ids=["vector", "2d", "3d", "square"])
    def test_vjp(self, compare, cases, rng, shape):
        compare("softmax_vjp", cases.probabilities(rng, *shape), rng.normal(size=shape))

    @pytest.mark.parametrize(
        "sizes",
        [(7, 4, 3), (1, 4, 3), (4, 4, 4), (5, 1, 1)],
        ids=["general", "one_row", "equal", "one_class"],
    )
    def test_regression(self, compare, rng, sizes):
        N, D, K = sizes
        y = rng.integers(0, K, size=N)
        compare("grad_softmax_regression", rng.normal(size=(K, D)), rng.normal(size=(N, D)), y)

    @points(0.25)
    def test_certain_probabilities(self, compare, cases, rng):
        p = cases.certain_probabilities(rng, 4, 5)
        compare.strictly("softmax_jacobian", p)
        compare.strictly("softmax_vjp", p, rng.normal(size=(4, 5)))

    @points(0.25)
    def test_regression_with_large_scores(self, compare, rng):
        W, X = 1e3 * rng.normal(size=(3, 4)), rng.normal(size=(7, 4))
        compare.strictly("grad_softmax_regression", W, X, rng.integers(0, 3, size=7))

    @points(0.5)
    def test_memory(self, submission, cases, rng):
        p, g = cases.probabilities(rng, 2, 3000), rng.normal(size=(2, 3000))
        _, peak = submission.softmax_vjp_peak(p, g)
        assert peak < 4, "softmax_vjp must not hold K * K numbers"

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        p = cases.probabilities(rng, 3, 5, dtype=np.float32)
        compare("softmax_jacobian", p)
        compare("softmax_vjp", p, rng.normal(size=(3, 5)).astype(np.float32))
        W, X = rng.normal(size=(3, 4)).astype(np.float32), rng.normal(size=(7, 4)).astype(np.float32)
        compare("grad_softmax_regression", W, X, rng.integers(0, 3, size=7))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        p = cases.probabilities(rng, 3, 5)
        compare.untouched("softmax_jacobian", p)
        compare.untouched("softmax_vjp", p, rng.normal(size=(3, 5)))
        y = rng.integers(0, 3, size=7)
        compare.untouched("grad_softmax_regression", rng.normal(size=(3, 4)), rng.normal(size=(7, 4)), y)

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        p = cases.probabilities(rng, 3, 5)
        compare.layouts("softmax_jacobian", p)
        compare.layouts("softmax_vjp", p, rng.normal(size=(3, 5)))
        y = rng.integers(0, 3, size=7)
        compare.layouts("grad_softmax_regression", rng.normal(size=(3, 4)), rng.normal(size=(7, 4)), y)

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = ((rng.dirichlet(np.ones(5), size=3), rng.normal(size=(3, 5))) for _ in range(2))
        compare("softmax_derivatives_in_turn", first, second)
        first, second = (
            (rng.normal(size=(3, 4)), rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)) for _ in range(2)
        )
        compare("softmax_regression_in_turn", first, second)

    @points(0.25)
    def test_float32_with_float64(self, compare, cases, rng):
        p = rng.dirichlet(np.ones(5), size=3)
        one_in_float64(compare, "softmax_vjp", p, rng.normal(size=(3, 5)))
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        W, X = rng.normal(size=(3, 4)), rng.normal(size=(7, 4))
        close("grad_softmax_regression", W.astype(np.float32), X, rng.integers(0, 3, size=7))
        close("grad_softmax_regression", W, X.astype(np.float32), rng.integers(0, 3, size=7))

    @points(0.25)
    def test_large_and_small_numbers(self, compare, cases, rng):
        p = rng.dirichlet(np.ones(5), size=3)
        compare("softmax_vjp", p, 1e4 * rng.normal(size=(3, 5)))
        compare("softmax_vjp", np.eye(5, dtype=np.int8)[[1, 4, 0]], small(rng, 3, 5))
        compare("softmax_jacobian", np.eye(5, dtype=np.int8)[[1, 4, 0]])
        X = 1e3 * rng.normal(size=(7, 4))
        compare("grad_softmax_regression", 1e-3 * rng.normal(size=(3, 4)), X, rng.integers(0, 3, size=7))
        compare("grad_softmax_regression", small(rng, 3, 4), small(rng, 7, 4), rng.integers(0, 3, size=7))


REDUCTIONS = pytest.mark.parametrize("reduction", ["mean", "sum", "none"])


@exercise("cross_entropy", points=8)
class TestCrossEntropy:
    """Loss and gradient for class numbers: ignored rows, reductions, scores of any size."""

    @REDUCTIONS
    def test_loss_and_gradient(self, compare, cases, rng, reduction):
        compare("cross_entropy", *cases.classification(rng), reduction=reduction)

    @pytest.mark.parametrize(
        "sizes", [(1, 5), (5, 5), (3, 1), (1, 1)], ids=["one_row", "square", "one_class", "one_by_one"]
    )
    def test_sizes(self, compare, cases, rng, sizes):
        compare("cross_entropy", *cases.classification(rng, *sizes))

    @REDUCTIONS
    def test_ignored_rows(self, compare, cases, rng, reduction):
        logits, y = cases.classification(rng)
        compare("cross_entropy", logits, cases.some_ignored(rng, y), reduction=reduction)

    @pytest.mark.parametrize("index", [0, 4, -1, 255], ids=["zero", "last_class", "minus_one", "beyond"])
    def test_own_ignore_index(self, compare, cases, rng, index):
        logits, y = cases.classification(rng)
        y[3:] = rng.integers(0, 4, size=4)
        compare("cross_entropy", logits, cases.some_ignored(rng, np.roll(y, 1), index), ignore_index=index)

    @pytest.mark.parametrize("reduction", ["sum", "none"])
    @points(0.25)
    def test_own_ignore_index_without_a_mean(self, compare, cases, rng, reduction):
        logits, y = cases.classification(rng)
        for index in (0, -1):
            ignored = cases.some_ignored(rng, y, index)
            compare("cross_entropy", logits, ignored, ignore_index=index, reduction=reduction)

    @REDUCTIONS
    @points(0.25)
    def test_all_ignored(self, compare, cases, rng, reduction):
        logits, y = cases.classification(rng)
        compare.strictly("cross_entropy", logits, np.full_like(y, -100), reduction=reduction)
        compare.strictly("cross_entropy", logits, 0 * y, ignore_index=0, reduction=reduction)

    @REDUCTIONS
    @points(0.25)
    def test_no_rows(self, compare, reduction):
        compare.strictly("cross_entropy", np.zeros((0, 5)), np.zeros(0, np.int64), reduction=reduction)

    @points(0.25)
    def test_large_scores(self, compare, cases, rng):
        compare.strictly("cross_entropy", *cases.classification(rng, scale=1e4))

    @points(0.25)
    def test_large_scores_in_float32(self, compare, rng):
        logits = rng.integers(-5, 6, size=(3, 5)) + np.array([[200], [0.0], [-200]])
        logits[0, 2] -= 1000
        y = np.array([2, 4, 0])
        compare.within(**FLOAT32_LOSS).strictly("cross_entropy", logits.astype(np.float32), y)

    @points(0.25)
    def test_minus_infinity_at_another_class(self, compare, cases, rng):
        logits, y = cases.classification(rng)
        logits[np.arange(3), (y[:3] + 1) % 5] = -np.inf
        compare.strictly("cross_entropy", logits, y)

    @points(0.25)
    @pytest.mark.parametrize("dtype", [np.int32, np.uint8], ids=["int32", "uint8"])
    def test_integer_types(self, compare, cases, rng, dtype):
        logits, y = cases.classification(rng)
        compare("cross_entropy", logits, y.astype(dtype))

    @points(0.25)
    def test_bytes_as_classes(self, compare, cases, rng):
        """-100 and 156 are the same byte, -1 and 255 too."""
        y = np.array([156, 199, 0, 128, 156], np.uint8)
        compare("cross_entropy", rng.normal(size=(5, 200)), y)
        logits, y = cases.classification(rng)
        y = cases.some_ignored(rng, y, 255).astype(np.uint8)
        compare("cross_entropy", logits, y, ignore_index=255)

    def test_central_differences(self, submission, cases, rng):
        logits, y = cases.classification(rng, N=4)
        y = cases.some_ignored(rng, y)

        def loss_and_gradient(z):
            return pair(submission.cross_entropy(z, y), "cross_entropy")

        gradient = loss_and_gradient(logits)[1]
        assert_gradient(lambda z: number(loss_and_gradient(z)[0]), gradient, logits, np.ones(()), along=rng)

    @points(0.5)
    def test_memory(self, submission, cases, rng):
        logits, y = cases.classification(rng, N=2, K=3000)
        _, peak = submission.cross_entropy_peak(logits, y)
        assert peak < 4, "cross_entropy must not hold K * K numbers"

    @points(0.25)
    def test_unknown_reduction(self, submission, cases, rng):
        assert_raises(ValueError, submission.cross_entropy, *cases.classification(rng), reduction="average")
        assert_raises(ValueError, submission.cross_entropy, *cases.classification(rng), reduction="")

    @points(0.25)
    def test_unknown_reduction_where_nothing_counts(self, submission):
        y = np.full(3, -100)
        assert_raises(ValueError, submission.cross_entropy, np.zeros((3, 5)), y, reduction="average")
        assert_raises(ValueError, submission.cross_entropy, np.zeros((0, 5)), y[:0], reduction="average")

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        logits, y = cases.classification(rng, dtype=np.float32)
        compare.within(**FLOAT32_LOSS)("cross_entropy", logits, cases.some_ignored(rng, y))
        compare("cross_entropy", logits, cases.some_ignored(rng, y), reduction="none")

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        logits, y = cases.classification(rng)
        compare.untouched("cross_entropy", logits, y)
        compare.untouched("cross_entropy", logits, cases.some_ignored(rng, y), reduction="none")

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("cross_entropy", *cases.classification(rng))

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = ((rng.normal(size=(7, 5)), rng.integers(0, 5, size=7)) for _ in range(2))
        compare("cross_entropy_in_turn", first, second)

    @points(0.25)
    def test_many_classes(self, compare, rng):
        compare("cross_entropy", rng.normal(size=(4, 300)), np.array([299, 150, 0, 200]))

    @points(0.25)
    def test_small_integers(self, compare, rng):
        compare("cross_entropy", small(rng, 4, 5), rng.integers(0, 5, size=4))


@exercise("cross_entropy", points=2)
@speed
class TestCrossEntropySpeed:
    """Many rows at once, without a loop."""

    def test_time(self, race, cases):
        race("cross_entropy", cases.cross_entropy_speed_inputs, limit=5, tiny=cases.cross_entropy_tiny_inputs)


@exercise("bce_with_logits", points=4)
class TestBceWithLogits:
    """Binary cross-entropy from scores, with hard and soft targets."""

    @REDUCTIONS
    def test_hard_targets(self, compare, rng, reduction):
        z, t = 2 * rng.normal(size=(3, 5)), rng.integers(0, 2, size=(3, 5)).astype(float)
        compare("bce_with_logits", z, t, reduction=reduction)

    @REDUCTIONS
    def test_soft_targets(self, compare, rng, reduction):
        compare("bce_with_logits", 2 * rng.normal(size=(3, 5)), rng.random((3, 5)), reduction=reduction)

    @pytest.mark.parametrize("shape", [(5,), (4, 4), (2, 3, 5), (1,)], ids=["1d", "square", "3d", "one"])
    def test_shapes(self, compare, rng, shape):
        compare("bce_with_logits", 2 * rng.normal(size=shape), rng.random(shape))

    @points(0.25)
    def test_one_number(self, compare, rng):
        compare("bce_with_logits", np.array(2 * rng.normal()), np.array(rng.random()))

    @REDUCTIONS
    @points(0.25)
    def test_no_elements(self, compare, reduction):
        compare.strictly("bce_with_logits", np.zeros((0, 5)), np.zeros((0, 5)), reduction=reduction)

    @points(0.5)
    def test_large_scores(self, compare):
        z = np.array([1000.0, 1000.0, 1000.0, -1000.0, -1000.0, -1000.0, 1e4])
        t = np.array([0.0, 1.0, 0.3, 0.0, 1.0, 0.3, 1.0])
        compare.strictly("bce_with_logits", z, t, reduction="none")
        compare.strictly("bce_with_logits", z, t)

    @points(0.25)
    def test_large_scores_in_float32(self, compare):
        z, t = np.array([[1000, 1000, -1000, -1000], [0, 1, 0, 1]], np.float32)
        compare.strictly("bce_with_logits", z, t, reduction="none")

    @points(0.25)
    def test_unknown_reduction(self, submission, rng):
        assert_raises(
            ValueError, submission.bce_with_logits, rng.normal(size=3), rng.random(3), reduction="average"
        )
        assert_raises(ValueError, submission.bce_with_logits, np.zeros(3), np.zeros(3), reduction="")
        assert_raises(ValueError, submission.bce_with_logits, np.zeros(0), np.zeros(0), reduction="average")

    @points(0.25)
    def test_float32(self, compare, rng):
        z, t = rng.normal(size=(3, 5)).astype(np.float32), rng.random((3, 5)).astype(np.float32)
        compare("bce_with_logits", z, t, reduction="none")
        compare.within(**FLOAT32_LOSS)("bce_with_logits", z, t)

    @points(0.25)
    def test_whole_numbers_as_targets(self, compare, rng):
        compare("bce_with_logits", rng.normal(size=(3, 5)), rng.integers(0, 2, size=(3, 5)), reduction="none")

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, rng):
        compare.untouched("bce_with_logits", rng.normal(size=(3, 5)), rng.random((3, 5)))

    @points(0.25)
    def test_any_memory_layout(self, compare, rng):
        compare.layouts("bce_with_logits", rng.normal(size=(3, 5)), rng.random((3, 5)), reduction="none")

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = ((rng.normal(size=(3, 5)), rng.random((3, 5))) for _ in range(2))
        compare("bce_with_logits_in_turn", first, second)

    @points(0.25)
    def test_float32_with_float64(self, compare, rng):
        z, t = rng.normal(size=(3, 4)), rng.random((3, 4))
        one_in_float64(compare, "bce_with_logits", z, t)
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        close("bce_with_logits", z, t.astype(np.float32), reduction="none")
        close("bce_with_logits", z.astype(np.float32), t, reduction="none")

    @points(0.25)
    def test_small_integers(self, compare, rng):
        compare("bce_with_logits", small(rng, 3, 4), small(rng, 3, 4, low=0) % 2)


@exercise("quadratic_cost", points=2)
class TestQuadraticCost:
    """Mean of half the squared distances, and its gradient."""

    @pytest.mark.parametrize(
        "sizes",
        [(3, 5), (4, 4), (1, 5), (3, 1), (1, 1)],
        ids=["rows", "square", "one_row", "one_output", "one_by_one"],
    )
    def test_cost(self, compare, rng, sizes):
        compare("quadratic_cost", rng.normal(size=sizes), rng.normal(size=sizes))

    @points(0.25)
    def test_no_rows(self, compare):
        compare.strictly("quadratic_cost", np.zeros((0, 5)), np.zeros((0, 5)))

    @points(0.25)
    def test_float32(self, compare, rng):
        a, y = rng.normal(size=(3, 5)).astype(np.float32), rng.normal(size=(3, 5)).astype(np.float32)
        compare.within(**FLOAT32_LOSS)("quadratic_cost", a, y)

    @points(0.25)
    def test_whole_numbers_as_targets(self, compare, rng):
        compare("quadratic_cost", rng.normal(size=(3, 5)), rng.integers(0, 2, size=(3, 5)))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, rng):
        compare.untouched("quadratic_cost", rng.normal(size=(3, 5)), rng.normal(size=(3, 5)))
        compare.untouched("quadratic_cost", rng.normal(size=(1, 5)), rng.normal(size=(1, 5)))

    @points(0.25)
    def test_float32_with_float64(self, compare, rng):
        one_in_float64(compare, "quadratic_cost", rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))

    @points(0.25)
    def test_large_and_small_numbers(self, compare, rng):
        compare("quadratic_cost", 1e4 * rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))
        compare("quadratic_cost", small(rng, 3, 4), small(rng, 3, 4))

    @points(0.25)
    def test_any_memory_layout(self, compare, rng):
        compare.layouts("quadratic_cost", rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))

    @points(0.25)
    def test_two_calls(self, compare, rng):
        first, second = ((rng.normal(size=(3, 4)), rng.normal(size=(3, 4))) for _ in range(2))
        compare("quadratic_cost_in_turn", first, second)


# -------------------------------------------------------------------- E  networks (22 + 3)


COSTS = pytest.mark.parametrize("cost", ["quadratic", "cross_entropy"])
NETS = pytest.mark.parametrize(
    "sizes",
    [(4, 3), (4, 6, 3), (2, 3, 5, 7, 4, 3, 2), (4, 4, 4, 4), (1, 1, 1)],
    ids=["no_hidden_layer", "one_hidden_layer", "five_hidden_layers", "equal_widths", "width_one"],
)


@exercise("sigmoid_net_backprop", points=11)
class TestSigmoidNetBackprop:
    """Nielsen's four equations: loss, gradients and errors of a net of sigmoid layers."""

    @COSTS
    @NETS
    def test_net(self, compare, cases, rng, sizes, cost):
        compare.within(**GRADIENT)("sigmoid_net_backprop", *cases.sigmoid_net(rng, sizes), cost=cost)

    @COSTS
    def test_one_sample(self, compare, cases, rng, cost):
        compare.within(**GRADIENT)("sigmoid_net_backprop", *cases.sigmoid_net(rng, N=1), cost=cost)

    @COSTS
    def test_hard_targets(self, compare, cases, rng, cost):
        weights, biases, X, Y = cases.sigmoid_net(rng)
        compare.within(**GRADIENT)(
            "sigmoid_net_backprop", weights, biases, X, (Y > 0.5).astype(float), cost=cost
        )

    def test_quadratic_is_the_default(self, compare, cases, rng):
        compare.within(**GRADIENT)("sigmoid_net_backprop", *cases.sigmoid_net(rng))

    @COSTS
    @pytest.mark.parametrize("layer", [0, 1], ids=["hidden", "last"])
    def test_central_differences(self, submission, cases, rng, cost, layer):
        weights, biases, X, Y = cases.sigmoid_net(rng, (3, 4, 2), N=3)
        gradients = entry(submission.sigmoid_net_backprop(weights, biases, X, Y, cost=cost), "nabla_w")
        assert type(gradients) is list, "nabla_w must be a list"
        assert len(gradients) == 2, "nabla_w must have an entry for every layer"

        def loss(W):
            changed = [*weights[:layer], W, *weights[layer + 1 :]]
            return number(entry(submission.sigmoid_net_backprop(changed, biases, X, Y, cost=cost), "loss"))

        assert_gradient(loss, gradients[layer], weights[layer], np.ones(()), along=rng)

    @points(0.5)
    def test_saturated_outputs(self, compare, cases, rng):
        weights, biases, X, Y = cases.sigmoid_net(rng, (4, 3))
        for targets in (Y, (Y > 0.5).astype(float)):
            compare.within(**GRADIENT).strictly(
                "sigmoid_net_backprop", [1e3 * weights[0]], biases, X, targets, cost="cross_entropy"
            )

    @COSTS
    @points(0.25)
    def test_saturated_neurons_in_every_layer(self, compare, cases, rng, cost):
        weights, biases, X, Y = cases.sigmoid_net(rng)
        weights = [1e3 * weights[0], *weights[1:]]
        compare.within(**GRADIENT).strictly("sigmoid_net_backprop", weights, biases, X, Y, cost=cost)
        weights = [weights[0], 1e3 * weights[1], 1e3 * weights[2]]
        compare.within(**GRADIENT).strictly("sigmoid_net_backprop", weights, biases, X, Y, cost=cost)

    @points(0.5)
    def test_unknown_cost(self, submission, cases, rng):
        assert_raises(ValueError, submission.sigmoid_net_backprop, *cases.sigmoid_net(rng), cost="linear")
        assert_raises(ValueError, submission.sigmoid_net_backprop, *cases.sigmoid_net(rng), cost="")

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        inputs = cases.sigmoid_net(rng, dtype=np.float32)
        compare.within(**FLOAT32_LOSS)("sigmoid_net_backprop", *inputs)
        compare.within(**FLOAT32_LOSS)("sigmoid_net_backprop", *inputs, cost="cross_entropy")

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.within(**GRADIENT).untouched("sigmoid_net_backprop", *cases.sigmoid_net(rng))
        compare.within(**GRADIENT).untouched(
            "sigmoid_net_backprop", *cases.sigmoid_net(rng, (4, 3), N=1), cost="cross_entropy"
        )

    @points(0.5)
    def test_any_memory_layout(self, compare, cases, rng):
        weights, biases, X, Y = cases.sigmoid_net(rng)
        turned = [np.asfortranarray(W) for W in weights]
        compare.within(**GRADIENT).layouts("sigmoid_net_backprop", turned, biases, X, Y)

    @points(0.25)
    def test_integers(self, compare, cases, rng):
        weights, biases, X, Y = cases.sigmoid_net(rng)
        whole = rng.integers(-3, 4, X.shape), rng.integers(0, 2, Y.shape)
        close = compare.within(**GRADIENT)
        close("sigmoid_net_backprop", weights, biases, *whole, cost="cross_entropy")
        weights, biases = ([np.round(v).astype(int) for v in values] for values in (weights, biases))
        close("sigmoid_net_backprop", weights, biases, *whole)

    @COSTS
    @points(0.25)
    def test_float32_with_float64(self, compare, cases, rng, cost):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        weights, biases, X, Y = cases.sigmoid_net(rng, dtype=np.float32)
        close("sigmoid_net_backprop", weights, biases, X.astype(np.float64), Y, cost=cost)
        close("sigmoid_net_backprop", weights, biases, X, Y.astype(np.float64), cost=cost)

    @points(0.25)
    def test_two_calls(self, compare, rng):
        shapes = (5, 4), 5, (3, 5), 3, (7, 4)
        first, second = ([*(rng.normal(size=n) for n in shapes), rng.random((7, 3))] for _ in range(2))
        compare.within(**GRADIENT)("sigmoid_net_backprop_in_turn", first, second)


@exercise("mlp_init", points=3)
class TestMlpInit:
    """Random weights of the right size, drawn in the right order."""

    @pytest.mark.parametrize("scheme", ["he", "xavier", "nielsen"])
    def test_scheme(self, compare, rng, scheme):
        compare("mlp_init", [5, 7, 4, 3], int(rng.integers(1000)), scheme=scheme)

    def test_he_is_the_default(self, compare, rng):
        compare("mlp_init", [5, 7, 3], int(rng.integers(1000)))

    @pytest.mark.parametrize(
        "sizes",
        [[5, 3], [4, 4, 4], [1, 1], [3, 5, 2, 4, 6, 3, 2]],
        ids=["one_layer", "equal", "width_one", "six_layers"],
    )
    def test_sizes(self, compare, rng, sizes):
        compare("mlp_init", sizes, int(rng.integers(1000)))

    @points(0.5)
    def test_the_generator_moves_on(self, compare, rng):
        compare("mlp_init_again", [5, 7, 3], int(rng.integers(1000)))

    @points(0.25)
    def test_unknown_scheme(self, submission):
        assert_raises(ValueError, submission.mlp_init, [5, 3], 0, scheme="uniform")
        assert_raises(ValueError, submission.mlp_init, [5, 3], 0, scheme="")

    @points(0.25)
    def test_sizes_in_a_tuple(self, compare, rng):
        compare("mlp_init", (5, 7, 3), int(rng.integers(1000)))

    @points(0.25)
    def test_global_state(self, submission):
        kept = submission.mlp_init_keeps_global_state([5, 7, 3], 0)
        assert kept, "mlp_init changes numpy's global random state; draw from rng alone"


@exercise("mlp_loss_and_grads", points=8)
class TestMlpLossAndGrads:
    """Loss and gradients of a classifier of any depth, with weight decay."""

    @pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
    @NETS
    def test_net(self, compare, cases, rng, sizes, activation):
        compare.within(**GRADIENT)("mlp_loss_and_grads", *cases.mlp(rng, sizes), activation=activation)

    @pytest.mark.parametrize("sizes", [(4, 3), (4, 6, 5, 3)], ids=["one_layer", "three_layers"])
    def test_weight_decay(self, compare, cases, rng, sizes):
        compare.within(**GRADIENT)("mlp_loss_and_grads", *cases.mlp(rng, sizes), l2=0.3)

    @points(0.25)
    @pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
    def test_weight_decay_with_other_activations(self, compare, cases, rng, activation):
        close = compare.within(**GRADIENT)
        close("mlp_loss_and_grads", *cases.mlp(rng, (4, 6, 5, 3)), activation=activation, l2=1.5)

    def test_defaults(self, compare, cases, rng):
        compare.within(**GRADIENT)("mlp_loss_and_grads", *cases.mlp(rng))

    def test_one_sample(self, compare, cases, rng):
        compare.within(**GRADIENT)("mlp_loss_and_grads", *cases.mlp(rng, N=1))

    @pytest.mark.parametrize("name", ["W1", "b2", "W3"])
    def test_central_differences(self, submission, cases, rng, name):
        params, X, y = cases.mlp(rng, (3, 4, 3, 2), N=5)

        def loss_and_grads(value):
            changed = {**params, name: value}
            result = submission.mlp_loss_and_grads(changed, X, y, activation="tanh", l2=0.3)
            return pair(result, "mlp_loss_and_grads")

        gradient = entry(loss_and_grads(params[name])[1], name)
        assert_gradient(
            lambda v: number(loss_and_grads(v)[0]), gradient, params[name], np.ones(()), along=rng
        )

    @points(0.5)
    def test_order_of_the_dictionary(self, compare, cases, rng):
        params, X, y = cases.mlp(rng, (4, 4, 4, 4))
        names = ["b2", "W3", "W1", "b3", "b1", "W2"]
        compare.within(**GRADIENT)("mlp_loss_and_grads", {name: params[name] for name in names}, X, y)

    @points(0.25)
    def test_eleven_layers(self, compare, cases, rng):
        close = compare.within(**GRADIENT)
        close("mlp_loss_and_grads", *cases.mlp(rng, (3,) * 12), activation="tanh", l2=0.3)

    @points(0.25)
    def test_large_scores(self, compare, cases, rng):
        params, X, y = cases.mlp(rng)
        compare.within(**GRADIENT).strictly("mlp_loss_and_grads", params, 1e3 * X, y, activation="sigmoid")
        compare.within(**GRADIENT).strictly("mlp_loss_and_grads", params, 1e4 * X, y)
        compare.within(**GRADIENT).strictly("mlp_loss_and_grads", params, 1e3 * X, y, activation="tanh")

    @points(0.25)
    def test_whole_numbers_as_inputs(self, compare, cases, rng):
        params, X, y = cases.mlp(rng)
        compare.within(**GRADIENT)("mlp_loss_and_grads", params, np.round(3 * X).astype(int), y)

    @points(0.25)
    def test_unknown_activation(self, submission, cases, rng):
        assert_raises(ValueError, submission.mlp_loss_and_grads, *cases.mlp(rng), activation="softmax")
        assert_raises(ValueError, submission.mlp_loss_and_grads, *cases.mlp(rng), activation="")

    @points(0.25)
    def test_unknown_activation_of_one_layer(self, submission, cases, rng):
        one = cases.mlp(rng, (4, 3))
        assert_raises(ValueError, submission.mlp_loss_and_grads, *one, activation="softmax")

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        compare.within(**FLOAT32_LOSS)("mlp_loss_and_grads", *cases.mlp(rng, dtype=np.float32), l2=0.3)

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.within(**GRADIENT).untouched("mlp_loss_and_grads", *cases.mlp(rng))
        compare.within(**GRADIENT).untouched("mlp_loss_and_grads", *cases.mlp(rng), l2=0.3)

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        params, X, y = cases.mlp(rng)
        turned = {name: np.asfortranarray(value) for name, value in params.items()}
        compare.within(**GRADIENT).layouts("mlp_loss_and_grads", turned, X, y)

    @points(0.25)
    def test_two_calls(self, compare, rng):
        shapes = {"W1": (5, 4), "b1": 5, "W2": (3, 5), "b2": 3}
        first, second = (
            (
                {name: rng.normal(size=shape) for name, shape in shapes.items()},
                rng.normal(size=(7, 4)),
                rng.integers(0, 3, size=7),
            )
            for _ in range(2)
        )
        compare("mlp_loss_and_grads_in_turn", first, second)

    @points(0.25)
    def test_float32_parameters_for_float64_inputs(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        params = {
            "W1": rng.normal(size=(4, 5)),
            "b1": rng.normal(size=4),
            "W2": rng.normal(size=(3, 4)),
            "b2": rng.normal(size=3),
        }
        params = {name: value.astype(np.float32) for name, value in params.items()}
        close("mlp_loss_and_grads", params, rng.normal(size=(6, 5)), rng.integers(0, 3, size=6), l2=0.1)

    @points(0.25)
    def test_every_parameter_keeps_its_dtype(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        params, X, y = cases.mlp(rng)
        names = list(params)
        for one in ("W1", "b1", names[-1]):
            mixed = {name: v.astype(np.float32 if name == one else np.float64) for name, v in params.items()}
            close("mlp_loss_and_grads", mixed, X, y, l2=0.1)

    @points(0.25)
    def test_float32_inputs_for_float64_parameters(self, compare, cases, rng):
        """Only X is short of digits; what is computed with it is float64."""
        params, X, y = cases.mlp(rng)
        compare("mlp_loss_and_grads", params, X.astype(np.float32), y, activation="tanh")


@exercise("mlp_loss_and_grads", points=3)
@speed
class TestMlpSpeed:
    """A whole batch at once, without a loop over its rows."""

    def test_time(self, race, cases):
        race("mlp_loss_and_grads", cases.mlp_speed_inputs, limit=20, tiny=cases.mlp_tiny_inputs)


# -------------------------------------------------------------------- F  automatic gradients (14)


@exercise("Var", points=14)
class TestVar:
    """A number that can differentiate the formula it came from."""

    @pytest.mark.parametrize(
        "formula",
        ["a + b", "a - b", "a * b", "a / b", "-a", "a ** 3", "a ** -1.5"],
        ids=["plus", "minus", "times", "divided", "negative", "power", "negative_power"],
    )
    def test_operation(self, compare, cases, rng, formula):
        a, b = 0.5 + rng.random(2)
        compare("var_program", f"root = {formula}\nroot.backward()", a=float(a), b=-float(b))

    @pytest.mark.parametrize("method", ["exp", "log", "tanh", "relu", "sigmoid"])
    def test_method(self, compare, rng, method):
        compare("var_program", f"root = a.{method}()\nroot.backward()", a=0.5 + float(rng.random()))

    @pytest.mark.parametrize("method", ["exp", "tanh", "relu", "sigmoid"])
    def test_method_of_a_negative_number(self, compare, rng, method):
        compare("var_program", f"root = a.{method}()\nroot.backward()", a=-0.5 - float(rng.random()))

    @pytest.mark.parametrize(
        "formula",
        ["a + 3", "3 + a", "a - 3", "3 - a", "a * 3", "3 * a", "a / 3", "3 / a"],
        ids=[
            *("var_plus", "plus_var", "var_minus", "minus_var"),
            *("var_times", "times_var", "var_over", "over_var"),
        ],
    )
    def test_number_on_one_side(self, compare, rng, formula):
        compare("var_program", f"root = {formula}\nroot.backward()", a=0.5 + float(rng.random()))

    @pytest.mark.parametrize(
        "formula",
        ["a + a", "a * a", "a - a", "a / a", "a * a * a"],
        ids=["plus", "times", "minus", "divided", "cube"],
    )
    def test_one_variable_twice(self, compare, rng, formula):
        compare("var_program", f"root = {formula}\nroot.backward()", a=0.5 + float(rng.random()))

    def test_diamond(self, compare, rng):
        a, b = (float(v) for v in 0.5 + rng.random(2))
        compare("var_program", "u = a * b\nv = u.exp()\nw = u * 3\nroot = v * w\nroot.backward()", a=a, b=b)

    def test_used_at_different_depths(self, compare, rng):
        a, b = (float(v) for v in 0.5 + rng.random(2))
        program = "u = a * b\nv = u * a\nw = v * u\nroot = a + w * v + u\nroot.backward()"
        compare("var_program", program, a=a, b=b)
        program = "u = a * b\nv = u * a\nw = v * u\nroot = u + (v * w + a)\nroot.backward()"
        compare("var_program", program, a=a, b=b)

    @pytest.mark.parametrize("depth", [3, 4, 5])
    @pytest.mark.parametrize("which", ["first", "second"])
    def test_random_formula(self, compare, cases, rng, depth, which):
        a, b, c = (float(v) for v in rng.uniform(-1, 1, size=3))
        program = f"root = a * {cases.expression(rng, depth)}\nroot.backward()"
        compare.within(**GRADIENT)("var_program", program, a=a, b=b, c=c)

    def test_branch_that_is_not_used(self, compare, rng):
        a, b, c = (float(v) for v in 0.5 + rng.random(3))
        compare("var_program", "u = a * c\nroot = a * b\nv = root * c\nroot.backward()", a=a, b=b, c=c)

    def test_second_call_doubles_the_leaves(self, compare, rng):
        a, b = (float(v) for v in 0.5 + rng.random(2))
        program = "u = a * b\nv = u * u\nroot = v + a\nroot.backward()\nroot.backward()"
        compare("var_program", program, a=a, b=b)

    def test_two_roots(self, compare, rng):
        a, b = (float(v) for v in 0.5 + rng.random(2))
        program = "u = a * b\nv = u * a\nroot = v * 3\nother = v * v\nroot.backward()\nother.backward()"
        compare("var_program", program, a=a, b=b)
        program = "u = a * b\nroot = u * a\nroot.backward()\nother = root * u\nother.backward()"
        compare("var_program", program, a=a, b=b)

    def test_zero_grad(self, compare, rng):
        a, b = (float(v) for v in 0.5 + rng.random(2))
        program = "u = a * b\nroot = u * a\nroot.backward()\nroot.zero_grad()"
        compare("var_program", program, a=a, b=b)
        compare("var_program", program + "\nroot.backward()", a=a, b=b)

    @points(0.25)
    def test_leaf_as_root(self, compare):
        compare("var_program", "a.backward()", a=1.5)
        compare("var_program", "a.backward()\na.backward()", a=1.5)

    @points(0.5)
    def test_powers_of_zero(self, compare):
        compare("var_program", "root = a ** 0 * b\nroot.backward()", a=0.0, b=1.5)
        compare("var_program", "root = a ** 1 + a ** 2\nroot.backward()", a=0.0)

    @points(0.25)
    def test_power_zero(self, compare):
        compare("var_program", "root = b * a ** 0\nroot.backward()", a=1.5, b=0.5)

    @points(0.25)
    def test_zero_as_numerator(self, compare):
        compare("var_program", "root = a / b\nroot.backward()", a=0.0, b=-1.5)
        compare("var_program", "root = 0 / a\nroot.backward()", a=-1.5)

    @points(0.25)
    def test_zero_as_factor(self, compare):
        compare("var_program", "root = a * b * 3\nroot.backward()", a=0.0, b=-1.5)

    @points(0.25)
    def test_relu_at_zero(self, compare):
        compare("var_program", "root = a.relu()\nroot.backward()", a=0.0)
        compare("var_program", "root = a.relu()\nroot.backward()", a=1e-9)

    @pytest.mark.parametrize("sign", [1, -1], ids=["positive", "negative"])
    @points(0.25)
    def test_sigmoid_of_a_large_number(self, compare, sign):
        compare("var_program", "root = a.sigmoid()\nroot.backward()", a=1000.0 * sign)

    @pytest.mark.parametrize("sign", [1, -1], ids=["positive", "negative"])
    @points(0.25)
    def test_tanh_of_a_large_number(self, compare, sign):
        compare("var_program", "root = a.tanh()\nroot.backward()", a=1000.0 * sign)

    @pytest.mark.parametrize(
        "formula",
        ["a + 0", "0 + a", "a - 0", "a * 1", "1 * a", "a / 1", "a ** 1", "a.relu()"],
        ids=["plus", "plus_left", "minus", "times", "times_left", "divided", "power", "relu"],
    )
    @points(0.25)
    def test_every_operation_makes_a_new_variable(self, compare, formula):
        program = f"root = {formula}\nroot.backward()\nroot.backward()"
        compare("var_program", program, a=1.5)

    @points(0.25)
    def test_equal_values_are_not_the_same_variable(self, compare):
        program = "u = a * b\nv = b * a\nroot = u * v + a\nroot.backward()"
        compare("var_program", program, a=2.0, b=2.0)

    @points(0.25)
    def test_other_exponents(self, compare):
        for formula in ("a ** 0.5 + b ** 3", "b ** -2 * a ** 2.5"):
            compare("var_program", f"root = {formula}\nroot.backward()", a=2.25, b=-1.5)

    @points(0.25)
    def test_exp_and_log_of_large_and_small_numbers(self, compare):
        for formula in ("a.exp()", "(-a).exp()", "(-a * 10).exp() + b", "b.log()", "(1 / b).log()"):
            compare("var_program", f"root = {formula}\nroot.backward()", a=100.0, b=1e-50)

    @points(0.25)
    def test_zero_grad_leaves_others_alone(self, compare):
        program = "u = a * b\nv = u * c\nother = u + c\nv.backward()\nother.backward()\nu.zero_grad()"
        compare("var_program", program, a=1.5, b=-0.5, c=2.0)

    @points(0.25)
    def test_zero_grad_of_a_long_chain(self, compare):
        program = "root = a\nfor _ in range(10000):\n    root = root * 0.9999 + b\nroot.backward()"
        compare.within(rtol=1e-6, atol=1e-8, because="10 000 operations")(
            "var_program", program + "\nroot.zero_grad()", a=1.5, b=0.5
        )

    @points(0.25)
    def test_zero_grad_of_many_paths(self, compare):
        program = "root = a\nfor _ in range(40):\n    root = root * b + root\nroot.backward()"
        compare("var_program", program + "\nroot.zero_grad()", a=1.5, b=0.25)

    @points(0.5)
    def test_operands_are_left_alone(self, compare):
        program = "u = a * b\nv = u\nu = u + a\nu = u - b\nu = u * a\nu = u / b\nu.backward()"
        compare("var_program", program, a=1.5, b=-0.5)

    @points(1)
    def test_long_chain(self, compare):
        program = "root = a\nfor _ in range(10000):\n    root = root * 0.9999 + b\nroot.backward()"
        compare.within(rtol=1e-6, atol=1e-8, because="10 000 operations")(
            "var_program", program, a=1.5, b=0.5
        )

    @points(1)
    def test_many_paths(self, compare):
        program = "root = a\nfor _ in range(40):\n    root = root * b + root\nroot.backward()"
        compare("var_program", program, a=1.5, b=0.25)


# -------------------------------------------------------------------- G  checking gradients (5)


@exercise("gradient_checking", points=5, functions=("numerical_gradient", "relative_error", "gradient_check"))
class TestGradientChecking:
    """Central differences, the relative error, and a verdict."""

    @pytest.mark.parametrize("function", ["squares", "cubes", "waves", "neighbours"])
    def test_numerical_gradient(self, compare, cases, rng, function):
        compare("numerical_gradient", function, cases.away_from_zero(rng, 3, 2))

    @pytest.mark.parametrize("shape", [(), (1,), (2, 3, 2)], ids=["number", "one", "3d"])
    def test_shapes(self, compare, cases, rng, shape):
        compare("numerical_gradient", "cubes", np.asarray(cases.away_from_zero(rng, *shape)))

    def test_own_step(self, compare, cases, rng):
        compare("numerical_gradient", "cubes", cases.away_from_zero(rng, 3, 2), h=0.1)

    def test_x_is_restored(self, submission, rng):
        x = rng.normal(size=(3, 2))
        after, _ = submission.numerical_gradient_manners("cubes", x)
        same = type(after) is np.ndarray and after.tobytes() == x.tobytes()
        assert same, "numerical_gradient must leave x as it was, bit for bit"

    @points(0.25)
    def test_whole_numbers(self, compare, submission):
        x = np.array([[1, -2], [3, -1]])
        compare("numerical_gradient", "cubes", x)
        _, kinds = submission.numerical_gradient_manners("cubes", x)
        assert [tuple(kind) for kind in kinds] == [("float64", "(2, 2)")], (
            "f must be called with float64 arrays of x's shape"
        )

    @points(0.25)
    def test_float32(self, compare, submission, cases, rng):
        x = cases.away_from_zero(rng, 3, 2, dtype=np.float32)
        compare("numerical_gradient", "cubes", x)
        _, kinds = submission.numerical_gradient_manners("cubes", x)
        assert [tuple(kind) for kind in kinds] == [("float64", "(3, 2)")], (
            "f must be called with float64 arrays of x's shape"
        )

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("numerical_gradient", "neighbours", cases.away_from_zero(rng, 3, 4))
        a = 1 + rng.random((3, 4))
        compare.layouts("relative_error", a, a + 0.1 * rng.random((3, 4)))

    def test_relative_error(self, compare, rng):
        a = rng.normal(size=(3, 5))
        compare("relative_error", a, a + 0.1 * rng.normal(size=(3, 5)))
        compare("relative_error", a, -a)

    @points(0.25)
    def test_relative_error_of_zeros(self, compare):
        compare.strictly("relative_error", np.zeros(3), np.zeros(3))
        compare.strictly("relative_error", np.zeros(3), np.array([0.0, 1e-10, 0.0]))

    @pytest.mark.parametrize("function", ["cubes", "waves"])
    def test_right_gradient(self, compare, cases, rng, function):
        compare("gradient_check", function, function, 0.5 + cases.probabilities(rng, 3, 2) / 2)

    @pytest.mark.parametrize("gradient", ["doubled", "negative", "nearly", "one_entry_off"])
    def test_wrong_gradient(self, compare, cases, rng, gradient):
        compare("gradient_check", "cubes", f"cubes_{gradient}", 0.5 + cases.probabilities(rng, 3, 2) / 2)

    @points(0.25)
    def test_own_tolerance(self, compare, cases, rng):
        x = 0.5 + cases.probabilities(rng, 3, 2) / 2
        compare("gradient_check", "cubes", "cubes_nearly", x, tol=1e-3)
        compare("gradient_check", "cubes", "cubes_nearly", x, tol=1e-5)

    @points(0.25)
    def test_exactly_at_the_tolerance(self, compare, cases, rng):
        """Numbers of opposite sign have a relative error of 1, without any rounding."""
        x = 0.5 + cases.probabilities(rng, 3, 2) / 2
        compare("gradient_check", "cubes", "cubes_negative", x, tol=1.0)

    @points(0.25)
    def test_check_of_whole_numbers(self, compare):
        compare("gradient_check", "cubes", "cubes", np.array([[1, -2], [3, -1]]))

    @points(0.25)
    def test_check_is_made_in_float64(self, compare, cases, rng):
        x = (0.5 + cases.probabilities(rng, 3, 2) / 2).astype(np.float32)
        compare("gradient_check", "cubes", "cubes", x.astype(np.float64), tol=1e-8)
        compare("gradient_check", "cubes", "cubes", x, tol=1e-8)

    @points(0.25)
    def test_no_entries(self, compare):
        compare("numerical_gradient", "squares", np.zeros((0, 3)))

    @points(0.25)
    def test_numerical_gradient_at_zero(self, compare):
        compare("numerical_gradient", "waves", np.array([[0.0, 1.5, 0.0], [-0.5, 0.0, 0.0]]))

    @points(0.25)
    def test_two_calls(self, compare, cases, rng):
        first, second = (cases.away_from_zero(rng, 3, 2) for _ in range(2))
        compare("numerical_gradient_in_turn", "cubes", first, second)

    @points(0.25)
    def test_relative_error_of_whole_numbers(self, compare):
        a = np.array([100, -128, 3], np.int8)
        compare("relative_error", a, np.array([-100, 127, 3], np.int8))
        compare("relative_error", np.arange(3, dtype=np.uint8), np.arange(3, dtype=np.uint8)[::-1])

    @points(0.25)
    def test_relative_error_of_two_numbers(self, compare):
        compare("relative_error", np.array(2.0), np.array(1.5))

    @points(0.25)
    def test_relative_error_of_close_numbers(self, compare, rng):
        a = rng.normal(size=(3, 5))
        compare("relative_error", a, a * (1 + 1e-7))

    def test_one_small_entry_counts_too(self, compare):
        """A quotient of two norms would not see it."""
        x = np.array([1.5, 1e-3, -2.0])
        compare("gradient_check", "squares", "squares", x)
        compare("gradient_check", "squares", "squares_smallest_off", x)

    @points(0.25)
    def test_tolerance_is_a_millionth_by_default(self, compare, cases, rng):
        x = 0.5 + cases.probabilities(rng, 3, 2) / 2
        compare("gradient_check", "cubes", "cubes_within_a_millionth", x)
        compare("gradient_check", "cubes", "cubes_beyond_a_millionth", x)

    @points(0.25)
    def test_check_calls_with_float64(self, submission):
        for x in (np.array([[1, -2], [3, -1]]), np.ones((2, 2), np.float32)):
            kinds = submission.gradient_check_kinds("cubes", "cubes", x)
            assert [tuple(kind) for kind in kinds] == [("float64", "(2, 2)")], (
                "gradient_check must call f and grad with float64 arrays of x's shape"
            )

    @points(0.25)
    def test_not_a_number(self, compare, rng):
        compare("gradient_check", "cubes", "cubes_not_a_number", rng.normal(size=(2, 3)))
        compare("gradient_check", "cubes", "cubes_not_a_number_at_the_end", rng.normal(size=(2, 3)))

    @points(0.25)
    def test_not_a_number_on_the_other_side(self, compare):
        """A root has no value left of 0."""
        compare("gradient_check", "cubes_and_a_root", "cubes", np.array([0.5, 0.75, 0.0]))
