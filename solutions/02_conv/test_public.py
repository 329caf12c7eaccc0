"""The tests you have: worked examples of the handout, properties, torch as a second opinion, speed.

Run them with `pytest assignments/02_conv`, one exercise with `-k im2col`. The hidden tests ask for the same
points with more inputs: other sizes, every edge the handout names.
"""

import numpy as np
import pytest
import torch
from torch.nn import functional

from autograder.checking import assert_gradient, assert_matches, assert_raises, exercise, points, speed

SQUARE = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
OPTIONS = [{}, {"stride": 2}, {"pad": 1}, {"stride": (3, 1), "pad": (0, 2)}, {"dilation": 2}]
NAMES = ["plain", "stride", "pad", "pairs", "dilation"]
options = pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
POOL_OPTIONS = [(2, {}), (3, {"stride": 2, "pad": 1}), (2, {"stride": 3})]
pools = pytest.mark.parametrize(("k", "options"), POOL_OPTIONS, ids=["plain", "overlap", "gaps"])


def read_only(*arrays):
    """Copies of the arrays that raise when somebody writes into them."""
    copies = [np.array(array) for array in arrays]
    for copy in copies:
        copy.flags.writeable = False
    return copies


def assert_float32(*results):
    """Hold what came from float32 against its dtype."""
    for result in results:
        assert result.dtype == np.float32, f"float32 in, float32 out; this is {result.dtype}"


def torchs(names):
    """The options with torch's words."""
    words = {"pad": "padding"}
    return {words.get(name, name): value for name, value in names.items()}


def grown(*arrays):
    """Tensors that record gradients."""
    return [torch.tensor(array, requires_grad=True) for array in arrays]


@exercise("output_size", points=2, functions=("conv_output_size",))
class TestOutputSize:
    """How many places a window finds, and a refusal where there is none."""

    def test_by_hand(self, submission):
        assert_matches(submission.conv_output_size(28, 5), 24)
        assert_matches(submission.conv_output_size(7, 3, stride=2), 3)
        assert_matches(submission.conv_output_size(8, 3, stride=2, pad=1), 4)  # the last pixel is left over
        assert_matches(submission.conv_output_size(8, 3, dilation=2), 4)  # 3 taps, 2 apart, span 5 pixels

    def test_dilation(self, submission):
        for d in (1, 2, 3):
            said = (
                f"3 taps that are {d} apart span {d} * 2 + 1 pixels, so there are 10 - {2 * d} places in 10"
            )
            assert submission.conv_output_size(10, 3, dilation=d) == 10 - 2 * d, said

    def test_counted(self, submission):
        for size, k, stride, pad in [(9, 2, 3, 0), (5, 4, 1, 2), (10, 3, 4, 1)]:
            places = sum(1 for first in range(-pad, size + pad, stride) if first + k <= size + pad)
            assert_matches(submission.conv_output_size(size, k, stride, pad), places)

    def test_padding_makes_room(self, submission):
        assert_matches(submission.conv_output_size(4, 5, pad=1), 2)

    def test_too_large(self, submission):
        assert_raises(ValueError, submission.conv_output_size, 4, 5)
        assert_raises(ValueError, submission.conv_output_size, 4, 5, 3)


@exercise("receptive_field", points=3)
class TestReceptiveField:
    """What one value has seen after several layers."""

    def test_by_hand(self, submission):
        assert_matches(submission.receptive_field([(5, 1, 1), (2, 2, 1)]), (6, 2))
        assert_matches(submission.receptive_field([(3, 1, 1), (3, 1, 1)]), (5, 1))
        assert_matches(submission.receptive_field([(3, 2, 1), (3, 2, 1), (3, 1, 1)]), (15, 4))

    def test_dilation(self, submission):
        assert_matches(submission.receptive_field([(3, 1, 1), (3, 1, 2), (3, 1, 4)]), (15, 1))

    def test_no_layer(self, submission):
        assert_matches(submission.receptive_field([]), (1, 1))


@exercise("param_counts", points=3, functions=("conv_param_count", "dense_param_count"))
class TestParamCounts:
    """Shared weights against a weight for every pixel."""

    def test_by_hand(self, submission):
        assert_matches(submission.conv_param_count(1, 20, 5), 520)  # 20 filters of 25 weights and a bias
        assert_matches(submission.conv_param_count(3, 4, 2), 52)  # 4 filters of 3 * 4 weights and a bias
        assert_matches(submission.dense_param_count(784, 30), 23550)  # 30 units of 784 weights and a bias

    def test_torch_counts_the_same(self, submission):
        conv = torch.nn.Conv2d(3, 4, (1, 2), bias=False)
        assert_matches(
            submission.conv_param_count(3, 4, (1, 2), bias=False), sum(p.numel() for p in conv.parameters())
        )
        dense = torch.nn.Linear(5, 7, bias=False)
        assert_matches(
            submission.dense_param_count(5, 7, bias=False), sum(p.numel() for p in dense.parameters())
        )


@exercise("im2col", points=7)
class TestIm2col:
    """Every window a column."""

    def test_by_hand(self, submission):
        expected = [[1.0, 2.0, 4.0, 5.0], [2.0, 3.0, 5.0, 6.0], [4.0, 5.0, 7.0, 8.0], [5.0, 6.0, 8.0, 9.0]]
        assert_matches(submission.im2col(SQUARE, 2, 2), np.array([expected]))
        assert_matches(submission.im2col(-SQUARE, 2, 2), -np.array([expected]))

    def test_one_pixel_and_all_of_them(self, submission):
        """A window of one pixel has a stride and a padding too; a large one may need the padding."""
        expected = [[[0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0]]]
        assert_matches(submission.im2col(SQUARE, 1, 1, stride=2, pad=1), np.array(expected))
        column = np.pad(SQUARE, ((0, 0), (0, 0), (1, 1), (1, 1))).reshape(1, 25, 1)
        assert_matches(submission.im2col(SQUARE, 5, 5, pad=1), column)

    @options
    def test_against_torch(self, submission, cases, rng, options):
        x = cases.images(rng, 3, 2, 8, 7)
        expected = functional.unfold(torch.tensor(x), (3, 2), **torchs(options)).numpy()
        assert_matches(submission.im2col(x, 3, 2, **options), expected)

    def test_hygiene(self, submission, cases, rng):
        x = cases.images(rng, dtype=np.float32)
        assert_float32(submission.im2col(x, 2, 3, pad=1))
        assert_matches(submission.im2col(*read_only(x), 2, 3), submission.im2col(x, 2, 3))
        assert_matches(submission.im2col(np.zeros((0, 2, 5, 4)), 3, 2), np.zeros((0, 12, 9)))
        assert_raises(ValueError, submission.im2col, x, 8, 2)


@exercise("col2im", points=8)
class TestCol2im:
    """The columns carried back to their pixels."""

    def test_by_hand(self, submission):
        expected = np.array([[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]]])
        assert_matches(submission.col2im(np.ones((1, 4, 4)), (1, 1, 3, 3), 2, 2), expected)

    @options
    def test_transpose(self, submission, cases, rng, options):
        x = cases.images(rng, 3, 2, 8, 7)
        y = cases.columns(rng, x.shape, 3, 2, **options)
        there = np.sum(functional.unfold(torch.tensor(x), (3, 2), **torchs(options)).numpy() * y)
        image = submission.col2im(y, x.shape, 3, 2, **options)
        assert np.shape(image) == x.shape, f"it has the shape {np.shape(image)}; x_shape is {x.shape}"
        assert np.isclose(there, np.sum(x * image)), "sum(im2col(x) * y) must be sum(x * col2im(y))"

    @options
    def test_against_torch(self, submission, cases, rng, options):
        y = cases.columns(rng, (3, 2, 8, 7), 3, 2, **options)
        expected = functional.fold(torch.tensor(y), (8, 7), (3, 2), **torchs(options)).numpy()
        assert_matches(submission.col2im(y, (3, 2, 8, 7), 3, 2, **options), expected)

    def test_hygiene(self, submission, cases, rng):
        y = cases.columns(rng, (2, 3, 5, 4), 3, 2, pad=1, dtype=np.float32)
        result = submission.col2im(*read_only(y), (2, 3, 5, 4), 3, 2, pad=1)
        assert_float32(result)
        assert_raises(ValueError, submission.col2im, np.zeros((2, 9, 0)), (2, 1, 6, 2), 3, 3)


@exercise("conv2d_forward", points=11)
class TestConv2dForward:
    """Filters sliding over images."""

    def test_by_hand(self, submission):
        w = np.array([[[[1.0, 0.0], [0.0, -1.0]]]])
        expected = np.array([[[[-3.5, -3.5], [-3.5, -3.5]]]])
        assert_matches(submission.conv2d_forward(SQUARE, w, np.array([0.5])), expected)
        w, expected = np.array([[[[2.0]]]]), np.array([[[[2.0, 6.0], [14.0, 18.0]]]])
        assert_matches(submission.conv2d_forward(SQUARE, w, None, stride=2), expected)

    @options
    def test_against_torch(self, submission, cases, rng, options):
        x, w, b = cases.conv(rng)
        expected = functional.conv2d(*map(torch.tensor, (x, w, b)), **torchs(options)).numpy()
        assert_matches(submission.conv2d_forward(x, w, b, **options), expected)

    @points(1)
    def test_no_bias(self, submission, cases, rng):
        x, w, b = cases.conv(rng)
        plain = submission.conv2d_forward(x, w, None)
        assert_matches(submission.conv2d_forward(x, w, b), plain + b[:, None, None])

    @points(1)
    def test_hygiene(self, submission, cases, rng):
        inputs = cases.conv(rng, dtype=np.float32)
        assert_float32(submission.conv2d_forward(*read_only(*inputs)))
        x, w, b = cases.conv(rng, N=0)
        assert_matches(submission.conv2d_forward(x, w, b), np.zeros((0, 5, 6, 6)))
        x, w, b = cases.conv(rng, H=4, KH=5)
        assert_raises(ValueError, submission.conv2d_forward, x, w, b)

    @points(0.5)
    @pytest.mark.parametrize(
        ("x", "w", "b", "result"),
        [
            (np.float32, np.float32, None, np.float32),
            (np.float32, np.float32, np.float64, np.float64),
            (np.float64, np.float32, np.float32, np.float64),
            (np.int64, np.int64, np.int64, np.float64),
        ],
        ids=["no_bias", "wide_bias", "wide_images", "integers"],
    )
    def test_dtypes(self, submission, x, w, b, result):
        """float32 and float64 together give float64; integers are computed in float64."""
        image, kernel = np.ones((1, 1, 3, 3), x), np.ones((1, 1, 2, 2), w)
        bias = None if b is None else np.zeros(1, b)
        assert_matches(submission.conv2d_forward(image, kernel, bias), np.full((1, 1, 2, 2), 4, result))


@exercise("conv2d_backward", points=14)
class TestConv2dBackward:
    """Gradients of images, filters and biases."""

    def test_by_hand(self, submission):
        w = np.array([[[[1.0, 2.0], [0.0, -1.0]]]])
        dout = np.array([[[[1.0, 0.0], [0.0, 2.0]]]])
        dx, dw, db = submission.conv2d_backward(dout, SQUARE, w, np.array([0.5]))
        assert_matches(dw, np.array([[[[11.0, 14.0], [20.0, 23.0]]]]))
        assert_matches(dx, np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 4.0], [0.0, 0.0, -2.0]]]]))
        assert_matches(db, np.array([3.0]))

    @options
    def test_against_torch(self, submission, cases, rng, options):
        x, w, b = cases.conv(rng)
        dout = cases.conv_upstream(rng, x, w, **options)
        tensors = grown(x, w, b)
        (functional.conv2d(*tensors, **torchs(options)) * torch.tensor(dout)).sum().backward()
        expected = tuple(tensor.grad.numpy() for tensor in tensors)
        assert_matches(submission.conv2d_backward(dout, x, w, b, **options), expected, reduction=168)

    def test_differences(self, submission, cases, rng):
        x, w, b = cases.conv(rng, N=2, C=2, H=4, W=3, F=2, KH=2, KW=2)
        dout = cases.conv_upstream(rng, x, w, pad=1)
        dx, dw, _ = submission.conv2d_backward(dout, x, w, b, pad=1)
        assert_gradient(lambda moved: submission.conv2d_forward(moved, w, b, pad=1), dx, x, dout)
        assert_gradient(lambda moved: submission.conv2d_forward(x, moved, b, pad=1), dw, w, dout)

    @points(1)
    def test_caches(self, submission, cases, rng):
        x, w, b = cases.conv(rng)
        dout = cases.conv_upstream(rng, x, w)
        once = submission.conv2d_backward(dout, x, w, b)
        assert_matches(submission.conv2d_backward_twice(dout, x, w, b), once)
        other = [-array for array in (dout, x, w, b)]
        both = submission.conv2d_backward_two_caches((dout, x, w, b), tuple(other))
        assert_matches(both[0], once)

    @points(1)
    def test_hygiene(self, submission, cases, rng):
        x, w, _ = cases.conv(rng, dtype=np.float32)
        dout = cases.conv_upstream(rng, x, w)
        dx, dw, db = submission.conv2d_backward(*read_only(dout, x, w), None)
        assert_float32(dx, dw)
        assert db is None, "no bias, no gradient of it: db is None"
        x, w, b = cases.conv(rng, N=0)
        expected = (x, np.zeros_like(w), np.zeros_like(b))
        assert_matches(submission.conv2d_backward(np.zeros((0, 5, 6, 6)), x, w, b), expected)

    @points(0.25)
    def test_integers(self, submission):
        """An integer dout is computed in float64, like any other integer."""
        dout, image = np.ones((1, 1, 1, 1), int), np.ones((1, 1, 2, 2))
        expected = image, image, np.ones(1)
        assert_matches(submission.conv2d_backward(dout, image, image, np.zeros(1)), expected)


@exercise("conv2d_forward", points=2)
@speed
class TestConv2dForwardSpeed:
    """Large images, and many small ones, well below a Python loop over the places."""

    def test_time(self, beat, cases):
        beat("conv2d_forward", cases.conv_speed_inputs, slow=cases.loop_over_places, share=0.5)

    def test_time_many(self, beat, cases):
        beat("conv2d_forward", cases.conv_many_speed_inputs, slow=cases.loop_over_images, share=0.5)


@exercise("conv2d_backward", points=2)
@speed
class TestConv2dBackwardSpeed:
    """There and back, well below a Python loop over the places."""

    def test_time(self, beat, cases):
        beat("conv2d_backward", cases.conv_backward_speed_inputs, slow=cases.loop_over_places_back, share=0.5)


@exercise("maxpool2d", points=11, functions=("maxpool2d_forward", "maxpool2d_backward"))
class TestMaxpool2d:
    """The largest value of every window; the gradient goes to the winner."""

    def test_by_hand(self, submission):
        x = np.array([[[[1.0, 3.0, 2.0, 2.0], [0.0, 1.0, 5.0, 4.0]]]])
        assert_matches(submission.maxpool2d_forward(x, 2), np.array([[[[3.0, 5.0]]]]))
        dx = submission.maxpool2d_backward(np.array([[[[1.0, 10.0, 100.0]]]]), x, 2, stride=1)
        assert_matches(dx, np.array([[[[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 110.0, 0.0]]]]))

    @pools
    def test_against_torch(self, submission, cases, rng, k, options):
        x = cases.images(rng, 2, 3, 8, 7) - 3  # mostly negative: a border of zeros would show
        dout = cases.pool_upstream(rng, x, k, **options)
        (tensor,) = grown(x)
        out = functional.max_pool2d(tensor, k, **torchs(options))
        (out * torch.tensor(dout)).sum().backward()
        assert_matches(submission.maxpool2d_forward(x, k, **options), out.detach().numpy())
        assert_matches(submission.maxpool2d_backward(dout, x, k, **options), tensor.grad.numpy())

    def test_ties(self, submission):
        x = np.array([[[[1.0, 1.0, 2.0, 0.0], [0.0, 0.0, 2.0, 1.0]]]])
        dx = submission.maxpool2d_backward(np.array([[[[5.0, 7.0]]]]), x, 2)
        assert_matches(dx, np.array([[[[5.0, 0.0, 7.0, 0.0], [0.0, 0.0, 0.0, 0.0]]]]))

    @points(1)
    def test_caches(self, submission, cases, rng):
        x = cases.images(rng, 2, 3, 6, 4)
        dout = cases.pool_upstream(rng, x, 2)
        once = submission.maxpool2d_backward(dout, x, 2)
        assert_matches(submission.maxpool2d_backward_twice(dout, x, 2), once)
        assert_matches(submission.maxpool2d_backward_two_caches((dout, x, 2), (dout, -x, 2))[0], once)

    @points(1)
    def test_hygiene(self, submission, cases, rng):
        x = cases.images(rng, dtype=np.float32)
        assert_float32(submission.maxpool2d_forward(*read_only(x), 3))
        dout = cases.pool_upstream(rng, x, 3, 2)
        dx = submission.maxpool2d_backward(*read_only(dout, x), 3, stride=2)
        assert_float32(dx)
        assert_raises(ValueError, submission.maxpool2d_forward, x, 3, pad=2)


@exercise("maxpool2d", points=1, functions=("maxpool2d_forward", "maxpool2d_backward"))
@speed
class TestMaxpool2dSpeed:
    """There and back, well below a Python loop over the windows."""

    def test_time(self, beat, cases):
        beat("maxpool2d", cases.maxpool_speed_inputs, slow=cases.loop_over_windows, share=0.5)


@exercise("avgpool2d", points=7, functions=("avgpool2d_forward", "avgpool2d_backward"))
class TestAvgpool2d:
    """The mean of every window, and each pixel's share of the gradient."""

    def test_by_hand(self, submission):
        x = np.array([[[[1.0, 3.0, 2.0, 2.0], [0.0, 4.0, 5.0, 3.0]]]])
        assert_matches(submission.avgpool2d_forward(x, 2), np.array([[[[2.0, 3.0]]]]))
        dx = submission.avgpool2d_backward(np.array([[[[4.0, 8.0]]]]), np.ones((1, 1, 2, 3)), 2, stride=1)
        assert_matches(dx, np.array([[[[1.0, 3.0, 2.0], [1.0, 3.0, 2.0]]]]))

    @pools
    def test_against_torch(self, submission, cases, rng, k, options):
        x = cases.images(rng, 2, 3, 8, 7)
        dout = cases.pool_upstream(rng, x, k, **options)
        (tensor,) = grown(x)
        out = functional.avg_pool2d(tensor, k, **torchs(options))
        (out * torch.tensor(dout)).sum().backward()
        assert_matches(submission.avgpool2d_forward(x, k, **options), out.detach().numpy())
        assert_matches(submission.avgpool2d_backward(dout, x, k, **options), tensor.grad.numpy())

    @points(1)
    def test_hygiene(self, submission, cases, rng):
        x = cases.images(rng, dtype=np.float32)
        assert_float32(submission.avgpool2d_forward(*read_only(x), 3))
        dout = cases.pool_upstream(rng, x, 3)
        dx = submission.avgpool2d_backward(*read_only(dout, x), 3)
        assert_float32(dx)
        assert_raises(ValueError, submission.avgpool2d_forward, x, 3, pad=2)

    @points(1)
    def test_caches(self, submission, cases, rng):
        x = cases.images(rng, 2, 3, 6, 6)
        dout, other = cases.pool_upstream(rng, x, 2), cases.pool_upstream(rng, x, 3)
        once = submission.avgpool2d_backward(dout, x, 2)
        assert_matches(submission.avgpool2d_backward_two_caches((dout, x, 2), (other, x, 3))[0], once)


@exercise("batchnorm_forward", points=7)
class TestBatchnormForward:
    """Channels with mean 0 and variance 1, and what is remembered for later."""

    def test_by_hand(self, submission):
        one, zero = np.ones(1), np.zeros(1)
        returned = submission.batchnorm_forward(np.array([[1.0], [3.0]]), 2 * one, one, zero, one, eps=0.0)
        assert_matches(returned, (np.array([[-1.0], [3.0]]), np.array([0.2]), np.array([1.1])))
        x, options = np.array([[1.0], [3.0]]), {"momentum": 0.0, "eps": 0.0}
        returned = submission.batchnorm_forward(x, one, zero, zero, one, **options)
        assert_matches(returned, (np.array([[-1.0], [1.0]]), zero, one))

    def test_step_by_step(self, submission):
        """Values 1 and 3 have mean 2 and variance 1 (unbiased 2), so with eps = 3 they are divided by 2."""
        x, one, zero = np.array([[1.0], [3.0]]), np.ones(1), np.zeros(1)
        out, mean, var = submission.batchnorm_forward(x, one, zero, zero, one, eps=3.0)
        assert np.allclose(out, (x - 2) / 2), (
            "x has variance 1: eps is added to it under the root, which is sqrt(1 + 3) = 2"
        )
        said = "momentum is the weight of the new batch: the running mean becomes 0.9 * 0 + 0.1 * 2"
        assert np.allclose(mean, 0.2), said
        said = "the running variance takes the unbiased variance, divided by n - 1: 0.9 * 1 + 0.1 * 2"
        assert np.allclose(var, 1.1), said
        out, _, _ = submission.batchnorm_forward(x, one, zero, zero, one, eps=3.0, training=False)
        assert np.allclose(out, x / 2), (
            "not training, x - 0 is divided by sqrt(running_var + eps) = sqrt(1 + 3) = 2"
        )

    def test_channels_of_images(self, submission, rng):
        x, one, zero = rng.normal(size=(3, 2, 4, 5)) + 7, np.ones(2), np.zeros(2)
        out, _, _ = submission.batchnorm_forward(x, one, zero, zero, one)
        said = "a channel has one mean, over images, rows and columns (axes 0, 2, 3); it is 0 afterwards"
        assert np.allclose(out.mean(axis=(0, 2, 3)), 0, atol=1e-6), said
        said = "one mean and variance serve all pixels of a channel: a pixel's own mean over the images stays"
        assert np.abs(out.mean(axis=0)).max() > 0.01, said

    @pytest.mark.parametrize("training", [True, False], ids=["batch", "running"])
    @pytest.mark.parametrize("shape", [(7, 3), (3, 5, 4, 2)], ids=["rows", "images"])
    def test_against_torch(self, submission, cases, rng, shape, training):
        inputs = cases.batchnorm(rng, *shape)
        x, gamma, beta, mean, var = (torch.tensor(array) for array in inputs)
        out = functional.batch_norm(x, mean, var, gamma, beta, training, momentum=0.3, eps=0.1)
        returned = submission.batchnorm_forward(*inputs, momentum=0.3, eps=0.1, training=training)
        assert_matches(returned, (out.numpy(), mean.numpy(), var.numpy()))

    def test_hygiene(self, submission, cases, rng):
        inputs = cases.batchnorm(rng, 5, 3, dtype=np.float32)
        for result in submission.batchnorm_forward(*read_only(*inputs)):
            assert_float32(result)
        assert_raises(ValueError, submission.batchnorm_forward, *cases.batchnorm(rng, 1, 3))


@exercise("batchnorm_backward", points=7)
class TestBatchnormBackward:
    """Gradients through the statistics."""

    def test_by_hand(self, submission):
        x, one, zero = np.array([[0.0], [1.0], [2.0]]), np.ones(1), np.zeros(1)
        dout = np.array([[3.0], [0.0], [0.0]])
        dx, dgamma, dbeta = submission.batchnorm_backward(dout, x, one, zero, zero, one, eps=1 / 3)
        assert_matches(dx, np.array([[1.0], [-1.0], [0.0]]))
        assert_matches(dgamma, np.array([-3.0]))
        assert_matches(dbeta, np.array([3.0]))

    @pytest.mark.parametrize("training", [True, False], ids=["batch", "running"])
    @pytest.mark.parametrize("shape", [(7, 3), (3, 5, 4, 2)], ids=["rows", "images"])
    def test_against_torch(self, submission, cases, rng, shape, training):
        inputs, dout = cases.batchnorm(rng, *shape), rng.normal(size=shape)
        tensors = grown(*inputs[:3])
        mean, var = (torch.tensor(array) for array in inputs[3:])
        x, gamma, beta = tensors
        out = functional.batch_norm(x, mean, var, gamma, beta, training)
        (out * torch.tensor(dout)).sum().backward()
        expected = tuple(tensor.grad.numpy() for tensor in tensors)
        returned = submission.batchnorm_backward(dout, *inputs, training=training)
        assert_matches(returned, expected, reduction=30)

    def test_each_channel_sums_to_zero(self, submission, cases, rng):
        dx, _, _ = submission.batchnorm_backward(rng.normal(size=(7, 3)), *cases.batchnorm(rng, 7, 3))
        assert np.allclose(dx.sum(axis=0), 0), "shifting a whole channel changes nothing, so dx sums to 0"
        dx, _, _ = submission.batchnorm_backward(
            rng.normal(size=(2, 3, 4, 5)), *cases.batchnorm(rng, 2, 3, 4, 5)
        )
        said = (
            "shifting all pixels of a channel changes nothing, so dx sums to 0 over images, rows and columns"
        )
        assert np.allclose(dx.sum(axis=(0, 2, 3)), 0), said

    def test_statistics_are_constants_later(self, submission, cases, rng):
        dout, (x, gamma, beta, mean, var) = rng.normal(size=(5, 3)), cases.batchnorm(rng, 5, 3)
        dx, _, _ = submission.batchnorm_backward(dout, x, gamma, beta, mean, var, training=False)
        said = "not training, the statistics are constants: dx is dout gamma / sqrt(running_var + eps)"
        assert np.allclose(dx, dout * gamma / np.sqrt(var + 1e-5)), said

    @points(1)
    def test_caches(self, submission, cases, rng):
        dout, inputs = rng.normal(size=(5, 3)), cases.batchnorm(rng, 5, 3)
        once = submission.batchnorm_backward(dout, *inputs)
        assert_matches(submission.batchnorm_backward_twice(dout, *inputs), once)
        other = (dout, *cases.batchnorm(rng, 5, 3))
        assert_matches(submission.batchnorm_backward_two_caches((dout, *inputs), other)[0], once)


@exercise("convnet", points=8, functions=("convnet_init", "convnet_loss_and_grads"))
class TestConvnet:
    """Parameters to start from, the loss, and its gradients."""

    def test_init(self, submission):
        params = submission.convnet_init(0)
        draws = np.random.default_rng(0)
        assert_matches(params["W1"], np.sqrt(2 / 9) * draws.standard_normal((8, 1, 3, 3)))
        assert_matches(params["W2"], np.sqrt(2 / 72) * draws.standard_normal((16, 8, 3, 3)))
        assert_matches(params["W3"], np.sqrt(2 / 64) * draws.standard_normal((10, 64)))
        assert_matches(
            {name: params[name] for name in ("b1", "b2", "b3")},
            {"b1": np.zeros(8), "b2": np.zeros(16), "b3": np.zeros(10)},
        )

    def test_by_hand(self, submission, cases, rng):
        params, X, _ = cases.convnet(rng, 2)
        params = {name: 0 * value for name, value in params.items()}
        loss, grads = submission.convnet_loss_and_grads(params, X, np.array([3, 4]))
        assert_matches(loss, float(np.log(10)))
        assert_matches(grads["b3"], np.array([0.1, 0.1, 0.1, -0.4, -0.4, 0.1, 0.1, 0.1, 0.1, 0.1]))

    @points(0.5)
    def test_parameters_go_by_name(self, submission, cases, rng):
        params, X, y = cases.convnet(rng, 2)
        turned = dict(reversed(params.items()))
        expected, _ = submission.convnet_loss_and_grads(params, X, y)
        loss, _ = submission.convnet_loss_and_grads(turned, X, y)
        assert loss == expected, "the same parameters in another order in the dictionary give another loss"

    @points(4)
    def test_against_torch(self, submission, cases, rng):
        params, X, y = cases.convnet(rng, 6)
        p = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
        h = torch.tensor(X)
        for layer in "12":
            h = functional.relu(functional.conv2d(h, p["W" + layer], p["b" + layer], padding=1))
            h = functional.max_pool2d(h, 2)
        expected = functional.cross_entropy(h.flatten(1) @ p["W3"].T + p["b3"], torch.tensor(y))
        expected.backward()
        loss, grads = submission.convnet_loss_and_grads(params, X, y)
        assert_matches(loss, expected.item())
        assert_matches(grads, {name: value.grad.numpy() for name, value in p.items()}, reduction=64)

    @points(1)
    def test_huge_logits(self, submission, cases, rng):
        params, X, y = cases.convnet(rng, 6)
        params["W3"] *= 3000
        loss, _ = submission.convnet_loss_and_grads(params, X, y)
        assert np.isfinite(loss), "logits of any finite size must give a finite loss"


@exercise("training", points=7, functions=("train_convnet", "convnet_predict"))
class TestTraining:
    """Gradient descent with momentum, on digits that nobody showed the network."""

    def test_by_hand(self, submission, cases, rng):
        params, X, y = cases.convnet(rng, 4)
        _, g0 = submission.convnet_loss_and_grads(params, X, y)
        once = {name: value - 0.1 * g0[name] for name, value in params.items()}
        _, g1 = submission.convnet_loss_and_grads(once, X, y)
        twice = {name: value - 0.1 * (0.5 * g0[name] + g1[name]) for name, value in once.items()}
        options = {"lr": 0.1, "momentum": 0.5, "batch_size": 4}
        assert_matches(submission.train_convnet(params, X, y, 3, epochs=1, **options), once)
        assert_matches(submission.train_convnet(params, X, y, 3, epochs=2, **options), twice)
        assert_matches(submission.train_convnet(params, X, y, 3, epochs=0, **options), params)

    def test_last_batch(self, submission, cases, rng):
        params, X, y = cases.same_image(rng, 5)
        options = {"epochs": 1, "lr": 0.1, "momentum": 0.0}
        three = submission.train_convnet(params, X, y, 3, batch_size=2, **options)
        again = params
        for batch in (2, 2, 1):
            _, grads = submission.convnet_loss_and_grads(again, X[:batch], y[:batch])
            again = {name: value - 0.1 * grads[name] for name, value in again.items()}
        assert all(np.allclose(three[name], again[name]) for name in again), (
            "five images in batches of two are three steps, the last with one image"
        )

    def test_start_is_left_alone(self, submission, cases, rng):
        params, X, y = cases.convnet(rng, 4)
        frozen = dict(zip(params, read_only(*params.values()), strict=True))
        options = {"epochs": 1, "lr": 0.1, "momentum": 0.5, "batch_size": 4}
        submission.train_convnet(frozen, *read_only(X, y), 3, **options)

    @points(0.5)
    def test_classes(self, submission, cases, rng):
        params, X, _ = cases.convnet(rng, 2)
        classes = submission.convnet_predict(params, X)
        assert isinstance(classes, np.ndarray), f"an array is asked, not a {type(classes).__name__}"
        assert classes.shape == (2,), f"one class for each image, (2,); the shape is {classes.shape}"
        assert classes.dtype.kind in "iu", f"classes are whole numbers, not {classes.dtype}"

    @points(3)
    def test_unseen_digits(self, submission, cases):
        (X, y), (X_new, y_new), _ = cases.digits()
        options = {"epochs": 8, "lr": 0.05, "momentum": 0.9, "batch_size": 32}
        guesses = [submission.train_and_predict(X, y, X_new, seed, **options) for seed in (0, 1)]
        right = np.mean([guess == y_new for guess in guesses])
        assert right >= 0.92, (
            f"{right:.1%} of unseen digits are recognised; 92 % are asked for, 96 % are usual"
        )
