"""The rubric of 02_conv: 100 points, compared with the reference. Never given to students."""

import itertools

import numpy as np
import pytest

from autograder.checking import assert_matches, assert_raises, exercise, points, speed

# --------------------------------------------------------------------------- A  geometry (8)


@exercise("output_size", points=2, functions=("conv_output_size",))
class TestOutputSize:
    """How many places a window finds, and a refusal where there is none."""

    @pytest.mark.parametrize(
        "arguments",
        [(11, 4), (10, 3, 2), (9, 4, 3, 2), (17, 3, 2, 3, 4), (6, 3, 5)],
        ids=["plain", "stride", "pad", "together", "wide_stride"],
    )
    @points(0.2)
    def test_sizes(self, compare, arguments):
        compare("conv_output_size", *arguments)

    @points(0.2)
    def test_one_place(self, compare):
        compare("conv_output_size", 5, 5, 3)
        compare("conv_output_size", 3, 2, 7)
        compare("conv_output_size", 1, 1)
        compare("conv_output_size", 3, 3, 1, 1, 2)

    @pytest.mark.parametrize(
        "arguments", [(4, 5), (6, 5, 2, 0, 2), (2, 6, 3, 1)], ids=["plain", "dilation", "stride"]
    )
    def test_too_large(self, submission, arguments):
        assert_raises(ValueError, submission.conv_output_size, *arguments)

    @points(0.1)
    def test_whole_number(self, submission):
        places = submission.conv_output_size(9, 4, 2)
        assert isinstance(places, int | np.integer), "the number of places must be an integer"

    @points(0.25)
    def test_padding_makes_room(self, compare):
        compare("conv_output_size", 2, 3, pad=1)
        compare("conv_output_size", 1, 5, pad=2)
        compare("conv_output_size", 5, 2, pad=4)


@exercise("receptive_field", points=3)
class TestReceptiveField:
    """What one value has seen after several layers."""

    @pytest.mark.parametrize(
        "layers",
        [
            [(3, 1, 1), (5, 1, 1), (2, 1, 1)],
            [(3, 2, 1), (2, 2, 1), (5, 3, 1), (3, 1, 1)],
            [(3, 1, 1), (3, 1, 2), (3, 1, 4), (3, 1, 8)],
            [(7, 2, 1), (3, 3, 2), (1, 2, 1), (4, 1, 3)],
        ],
        ids=["stride_one", "strides", "dilations", "together"],
    )
    def test_stacks(self, compare, layers):
        compare("receptive_field", layers)

    @points(0.5)
    def test_few_layers(self, compare):
        compare("receptive_field", [])
        compare("receptive_field", [(1, 1, 1)])
        compare("receptive_field", [(5, 2, 3)])

    @points(0.1)
    def test_whole_numbers(self, submission):
        found = submission.receptive_field([(3, 2, 1), (2, 3, 1)])
        assert all(isinstance(n, int | np.integer) for n in found), "field and jump must be integers"

    @points(0.2)
    def test_layers_are_left_alone(self, compare):
        compare.untouched("receptive_field", [(3, 2, 1), (2, 3, 1)])
        compare("receptive_field", ((3, 2, 1), (2, 3, 1)))


@exercise("param_counts", points=3, functions=("conv_param_count", "dense_param_count"))
class TestParamCounts:
    """Shared weights against a weight for every pixel."""

    def test_convolution(self, compare):
        compare("conv_param_count", 3, 7, 5)

    def test_convolution_without_bias(self, compare):
        compare("conv_param_count", 3, 7, 5, False)

    def test_kernel_that_is_not_square(self, compare):
        compare("conv_param_count", 2, 11, (3, 5))
        compare("conv_param_count", 2, 11, (3, 5), bias=False)

    @points(0.1)
    def test_whole_numbers(self, submission):
        found = submission.conv_param_count(3, 7, 5), submission.dense_param_count(13, 7)
        assert all(isinstance(n, int | np.integer) for n in found), "the counts must be integers"

    @points(0.25)
    def test_ones(self, compare):
        compare("conv_param_count", 1, 1, 1)
        compare("dense_param_count", 1, 1)

    def test_dense(self, compare):
        compare("dense_param_count", 13, 7)

    def test_dense_without_bias(self, compare):
        compare("dense_param_count", 13, 7, False)


# --------------------------------------------------------------------------- B  windows as columns (15)

# Image size (N, C, H, W), window (kh, kw), options.
WINDOWS = {
    "plain": ((3, 2, 7, 5), (3, 2), {}),
    "stride": ((2, 3, 9, 7), (2, 3), {"stride": 2}),
    "pad": ((2, 3, 5, 4), (3, 2), {"pad": 1}),
    "pairs": ((3, 2, 7, 11), (3, 2), {"stride": (2, 3), "pad": (3, 1)}),
    "dilation": ((2, 3, 9, 8), (3, 2), {"dilation": 3}),
    "together": ((3, 2, 11, 10), (2, 3), {"stride": (2, 3), "pad": (1, 2), "dilation": 2}),
    "square_result": ((2, 3, 6, 9), (2, 3), {"stride": (2, 3)}),
}
SPECIAL_WINDOWS = {
    "gaps": ((2, 3, 11, 8), (2, 3), {"stride": (3, 4)}),
    "leftover": ((2, 2, 8, 9), (3, 3), {"stride": 3}),
    "whole_image": ((3, 2, 5, 4), (5, 4), {}),
    "one_pixel": ((3, 2, 5, 4), (1, 1), {}),
    "one_pixel_with_gaps": ((3, 2, 5, 4), (1, 1), {"stride": 2, "pad": 1}),
    "one_image": ((1, 3, 5, 7), (2, 3), {}),
    "one_channel": ((3, 1, 5, 7), (2, 3), {}),
    "all_one": ((1, 1, 1, 1), (1, 1), {}),
    "all_equal": ((3, 3, 3, 3), (3, 3), {"pad": 1}),
    "room_by_padding": ((3, 2, 2, 3), (4, 5), {"pad": (2, 1)}),
    "one_place": ((2, 3, 4, 5), (2, 3), {"stride": 9}),
    "many": ((50, 20, 5, 36), (2, 2), {}),
}
# Options in every mixture.
TOGETHER = [
    {"stride": stride, "pad": pad, "dilation": dilation}
    for stride, pad, dilation in itertools.product([1, 2, (1, 2), (3, 1)], [0, 1, (1, 0), (0, 2)], [1, 2])
]
windows = pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
special_windows = pytest.mark.parametrize("window", SPECIAL_WINDOWS.values(), ids=SPECIAL_WINDOWS)
too_large = pytest.mark.parametrize(
    "window",
    [((2, 2, 4, 6), (5, 2), {}), ((2, 2, 6, 4), (3, 3), {"dilation": 2, "stride": 2})],
    ids=["rows", "columns"],
)
# Image (H, W) too small for a window (kh, kw), by one pixel of one axis, whatever the options.
NO_ROOM = [
    ((3, 9), (6, 2), {"pad": 1}),
    ((9, 3), (2, 6), {"pad": (2, 1)}),
    ((4, 9), (3, 2), {"dilation": 2}),
    ((9, 4), (2, 3), {"dilation": 2, "stride": 3}),
]


@exercise("im2col", points=7)
class TestIm2col:
    """Every window a column."""

    @windows
    def test_windows(self, compare, cases, rng, window):
        shape, kernel, options = window
        compare("im2col", cases.images(rng, *shape), *kernel, **options)

    @points(0.25)
    @special_windows
    def test_special_sizes(self, compare, cases, rng, window):
        shape, kernel, options = window
        compare("im2col", cases.images(rng, *shape), *kernel, **options)

    @points(0.3)
    def test_no_image(self, compare, cases, rng):
        compare("im2col", cases.images(rng, 0, 2, 5, 4), 3, 2, stride=2, pad=1)

    @points(0.3)
    def test_integers(self, compare, cases, rng):
        x = rng.integers(0, 256, size=(2, 3, 5, 4)).astype(np.uint8)
        compare.any_dtype("im2col", x, 3, 2, pad=1)

    @points(0.2)
    def test_options_together(self, compare, cases, rng):
        """One image under every mixture of stride, padding and dilation."""
        x = cases.images(rng, 2, 2, 6, 7)
        for options in TOGETHER:
            compare("im2col", x, 2, 3, **options)

    @points(0.3)
    def test_float32_is_kept(self, compare, cases, rng):
        compare("im2col", cases.images(rng, 2, 3, 5, 4, np.float32), 3, 2, stride=2, pad=1)

    @points(0.3)
    def test_input_is_left_alone(self, compare, cases, rng):
        compare.untouched("im2col", cases.images(rng), 3, 2)
        compare.untouched("im2col", cases.images(rng), 1, 1)
        compare.untouched("im2col", cases.images(rng, 3, 2, 4, 5), 4, 5)

    @points(0.3)
    def test_layouts(self, compare, cases, rng):
        compare.layouts("im2col", cases.images(rng, 3, 2, 7, 6), 3, 2, stride=(2, 1), pad=(1, 2))

    @points(0.3)
    def test_two_calls(self, compare, cases, rng):
        compare("im2col_in_turn", (cases.images(rng), 3, 2), (cases.images(rng), 3, 2))

    @too_large
    @points(0.2)
    def test_too_large(self, submission, cases, rng, window):
        shape, kernel, options = window
        assert_raises(ValueError, submission.im2col, cases.images(rng, *shape), *kernel, **options)

    @points(0.25)
    def test_too_large_in_one_direction(self, submission, rng):
        assert_raises(ValueError, submission.im2col, rng.normal(size=(2, 3, 2, 9)), 3, 2)
        assert_raises(ValueError, submission.im2col, rng.normal(size=(2, 3, 9, 2)), 2, 3)

    @points(0.1)
    def test_no_room(self, submission, rng):
        for size, kernel, options in NO_ROOM:
            assert_raises(ValueError, submission.im2col, rng.normal(size=(2, 3, *size)), *kernel, **options)


@exercise("col2im", points=8)
class TestCol2im:
    """The columns carried back to their pixels."""

    @windows
    def test_windows(self, compare, cases, rng, window):
        shape, kernel, options = window
        compare("col2im", cases.columns(rng, shape, *kernel, **options), shape, *kernel, **options)

    @points(0.25)
    @special_windows
    def test_special_sizes(self, compare, cases, rng, window):
        shape, kernel, options = window
        compare("col2im", cases.columns(rng, shape, *kernel, **options), shape, *kernel, **options)

    @points(0.3)
    def test_no_image(self, compare, cases, rng):
        shape, options = (0, 2, 5, 4), {"stride": 2, "pad": 1}
        compare("col2im", cases.columns(rng, shape, 3, 2, **options), shape, 3, 2, **options)

    @points(0.3)
    def test_float32_is_kept(self, compare, cases, rng):
        shape, options = (2, 3, 5, 4), {"pad": 1}
        cols = cases.columns(rng, shape, 3, 2, **options, dtype=np.float32)
        compare.within(reduction=6)("col2im", cols, shape, 3, 2, **options)

    @points(0.3)
    def test_input_is_left_alone(self, compare, cases, rng):
        shape = (2, 3, 5, 4)
        compare.untouched("col2im", cases.columns(rng, shape, 3, 2, pad=1), shape, 3, 2, pad=1)
        compare.untouched("col2im", cases.columns(rng, shape, 1, 1), shape, 1, 1)

    @points(0.3)
    def test_layouts(self, compare, cases, rng):
        shape, options = (2, 3, 7, 5), {"stride": (2, 1), "pad": 1}
        compare.layouts("col2im", cases.columns(rng, shape, 3, 2, **options), shape, 3, 2, **options)

    @points(0.2)
    def test_integers(self, compare, rng):
        """Numbers that wrap around at 255 where windows overlap."""
        cols = rng.integers(100, 256, size=(2, 18, 15)).astype(np.uint8)
        compare("col2im", cols, (2, 3, 5, 4), 3, 2, pad=(1, 0))

    @points(0.2)
    def test_options_together(self, compare, cases, rng):
        """One size of image under every mixture of stride, padding and dilation."""
        shape = (2, 2, 6, 7)
        for options in TOGETHER:
            compare("col2im", cases.columns(rng, shape, 2, 3, **options), shape, 2, 3, **options)

    @points(0.3)
    def test_two_calls(self, compare, cases, rng):
        shape = (2, 3, 5, 4)
        first, second = (cases.columns(rng, shape, 3, 2) for _ in range(2))
        compare("col2im_in_turn", (first, shape, 3, 2), (second, shape, 3, 2))

    @points(0.3)
    def test_too_large(self, submission, cases, rng):
        assert_raises(ValueError, submission.col2im, np.zeros((2, 9, 0)), (2, 1, 6, 2), 3, 3)

    @points(0.25)
    def test_too_large_in_one_direction(self, submission):
        assert_raises(ValueError, submission.col2im, np.zeros((2, 18, 0)), (2, 3, 2, 9), 3, 2)
        assert_raises(ValueError, submission.col2im, np.zeros((2, 18, 0)), (2, 3, 9, 2), 2, 3)

    @points(0.1)
    def test_no_room(self, submission):
        for size, (kh, kw), options in NO_ROOM:
            cols = np.zeros((2, 3 * kh * kw, 0))
            assert_raises(ValueError, submission.col2im, cols, (2, 3, *size), kh, kw, **options)


# --------------------------------------------------------------------------- C  convolution (25 + 4)


@exercise("conv2d_forward", points=11)
class TestConv2dForward:
    """Filters sliding over images."""

    @windows
    def test_windows(self, compare, cases, rng, window):
        (N, C, H, W), (KH, KW), options = window
        compare("conv2d_forward", *cases.conv(rng, N, C, H, W, 5, KH, KW), **options)

    @points(0.25)
    @special_windows
    def test_special_sizes(self, compare, cases, rng, window):
        (N, C, H, W), (KH, KW), options = window
        F = {"all_one": 1, "gaps": 1, "all_equal": 3}.get(_name(window), 5)
        compare("conv2d_forward", *cases.conv(rng, N, C, H, W, F, KH, KW), **options)

    @points(0.5)
    def test_no_bias(self, compare, cases, rng):
        compare("conv2d_forward", *cases.conv(rng, bias=False), stride=2, pad=1)
        compare("conv2d_forward", *cases.conv(rng, bias=False), pad=1, dilation=2)

    @points(0.1)
    def test_no_bias_float32(self, compare, cases, rng):
        inputs = cases.conv(rng, bias=False, dtype=np.float32)
        compare.within(reduction=12)("conv2d_forward", *inputs)

    @points(0.1)
    def test_options_together(self, compare, cases, rng):
        """One image under every mixture of stride, padding and dilation."""
        inputs = cases.conv(rng, 2, 2, 6, 7, 3, 2, 3)
        for options in TOGETHER:
            compare("conv2d_forward", *inputs, **options)

    @points(0.05)
    def test_large_numbers(self, compare, cases, rng):
        x, w, b = cases.conv(rng)
        compare("conv2d_forward", 1e12 * x, w, 1e12 * b)

    @points(0.3)
    def test_bias_along_a_row(self, compare, cases, rng):
        """As many filters as columns: a bias laid along the row fits, and is wrong."""
        compare("conv2d_forward", *cases.conv(rng, N=2, C=3, H=6, W=6, F=5, KH=3, KW=2))

    @points(0.3)
    def test_no_image(self, compare, cases, rng):
        compare("conv2d_forward", *cases.conv(rng, N=0), stride=2, pad=1)
        compare("conv2d_forward", *cases.conv(rng, N=0, bias=False, dtype=np.float32), dilation=2)

    @points(0.3)
    def test_integer_pixels(self, compare, cases, rng):
        _, w, b = cases.conv(rng)
        compare("conv2d_forward", rng.integers(0, 256, size=(3, 2, 8, 7)).astype(np.uint8), w, b)

    @points(0.2)
    def test_nothing_but_integers(self, compare, rng):
        sizes = (3, 2, 8, 7), (5, 2, 3, 2), 5
        compare("conv2d_forward", *(rng.integers(-9, 10, size=size) for size in sizes))
        compare("conv2d_forward", *(rng.integers(-128, 128, size=size).astype(np.int8) for size in sizes))

    @points(0.4)
    def test_float32_is_kept(self, compare, cases, rng):
        inputs = cases.conv(rng, dtype=np.float32)
        compare.within(reduction=12)("conv2d_forward", *inputs, stride=2, pad=1)

    @pytest.mark.parametrize(
        "single", [(0, 2), (1, 2), (0, 1)], ids=["all_but_the_filters", "all_but_x", "all_but_the_biases"]
    )
    @points(0.1)
    def test_both_floats_make_float64(self, compare, cases, rng, single):
        inputs = [
            array.astype(np.float32) if i in single else array for i, array in enumerate(cases.conv(rng))
        ]
        because = "some inputs are float32, so their rounding is too"
        compare.within(1e-5, 1e-5, because=because)("conv2d_forward", *inputs)

    @points(0.4)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("conv2d_forward", *cases.conv(rng), pad=1)
        compare.untouched("conv2d_forward", *cases.conv(rng, KH=1, KW=1))

    @points(0.4)
    def test_layouts(self, compare, cases, rng):
        compare.layouts("conv2d_forward", *cases.conv(rng), stride=(1, 2), pad=1)

    @points(0.3)
    def test_two_calls(self, compare, cases, rng):
        compare("conv2d_forward_in_turn", cases.conv(rng), cases.conv(rng))

    @too_large
    @points(0.1)
    def test_too_large(self, submission, cases, rng, window):
        (N, C, H, W), (KH, KW), options = window
        inputs = cases.conv(rng, N, C, H, W, 5, KH, KW)
        assert_raises(ValueError, submission.conv2d_forward, *inputs, **options)

    @points(0.1)
    def test_no_room(self, submission, cases, rng):
        for (H, W), (KH, KW), options in NO_ROOM:
            inputs = cases.conv(rng, H=H, W=W, KH=KH, KW=KW)
            assert_raises(ValueError, submission.conv2d_forward, *inputs, **options)


def _name(window):
    return next(name for name, value in SPECIAL_WINDOWS.items() if value is window)


@exercise("conv2d_backward", points=14)
class TestConv2dBackward:
    """Gradients of images, filters and biases."""

    @windows
    def test_windows(self, compare, cases, rng, window):
        (N, C, H, W), (KH, KW), options = window
        x, w, b = cases.conv(rng, N, C, H, W, 5, KH, KW)
        compare.within(reduction=N * H * W)(
            "conv2d_backward", cases.conv_upstream(rng, x, w, **options), x, w, b, **options
        )

    @points(0.25)
    @special_windows
    def test_special_sizes(self, compare, cases, rng, window):
        (N, C, H, W), (KH, KW), options = window
        F = {"all_one": 1, "gaps": 1, "all_equal": 3}.get(_name(window), 5)
        x, w, b = cases.conv(rng, N, C, H, W, F, KH, KW)
        compare.within(reduction=N * H * W)(
            "conv2d_backward", cases.conv_upstream(rng, x, w, **options), x, w, b, **options
        )

    @points(0.5)
    def test_no_bias(self, compare, cases, rng):
        x, w, _ = cases.conv(rng)
        dout = cases.conv_upstream(rng, x, w, stride=2, pad=1)
        compare.within(reduction=168)("conv2d_backward", dout, x, w, None, stride=2, pad=1)
        dout = cases.conv_upstream(rng, x, w, pad=1, dilation=2)
        compare.within(reduction=168)("conv2d_backward", dout, x, w, None, pad=1, dilation=2)

    @points(0.1)
    def test_bias_of_zeros(self, compare, cases, rng):
        x, w, b = cases.conv(rng)
        compare.within(reduction=168)("conv2d_backward", cases.conv_upstream(rng, x, w), x, w, 0 * b)

    @points(0.2)
    def test_options_together(self, compare, cases, rng):
        """One image under every mixture of stride, padding and dilation."""
        x, w, b = cases.conv(rng, 2, 2, 6, 7, 3, 2, 3)
        for options in TOGETHER:
            dout = cases.conv_upstream(rng, x, w, **options)
            compare.within(reduction=84)("conv2d_backward", dout, x, w, b, **options)

    @points(0.1)
    def test_large_numbers(self, compare, cases, rng):
        x, w, b = cases.conv(rng)
        compare.within(reduction=168)("conv2d_backward", 1e12 * cases.conv_upstream(rng, x, w), x, w, b)

    @points(0.2)
    def test_float64_gradient_of_a_float32_image(self, compare, cases, rng):
        inputs = cases.conv(rng, dtype=np.float32)
        dout = cases.conv_upstream(rng, *inputs[:2]).astype(np.float64)
        because = "some inputs are float32, so their rounding is too"
        compare.within(1e-4, 1e-4, because=because)("conv2d_backward", dout, *inputs)

    @points(0.4)
    def test_no_image(self, compare, cases, rng):
        x, w, b = cases.conv(rng, N=0)
        compare("conv2d_backward", cases.conv_upstream(rng, x, w, pad=1), x, w, b, pad=1)
        x, w, b = cases.conv(rng, N=0, bias=False, dtype=np.float32)
        compare("conv2d_backward", cases.conv_upstream(rng, x, w, stride=2), x, w, b, stride=2)

    @points(0.5)
    def test_float32_is_kept(self, compare, cases, rng):
        x, w, b = cases.conv(rng, dtype=np.float32)
        dout = cases.conv_upstream(rng, x, w, stride=2, pad=1)
        compare.within(reduction=168)("conv2d_backward", dout, x, w, b, stride=2, pad=1)

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        x, w, b = cases.conv(rng)
        compare.untouched("conv2d_backward", cases.conv_upstream(rng, x, w, pad=1), x, w, b, pad=1)
        x, w, b = cases.conv(rng, N=1, C=1, F=1, KH=1, KW=1, H=1, W=1)
        compare.untouched("conv2d_backward", cases.conv_upstream(rng, x, w), x, w, b)

    @points(0.5)
    def test_layouts(self, compare, cases, rng):
        x, w, b = cases.conv(rng)
        dout = cases.conv_upstream(rng, x, w, stride=(1, 2), pad=1)
        compare.layouts("conv2d_backward", dout, x, w, b, stride=(1, 2), pad=1)

    @points(0.5)
    def test_twice(self, compare, cases, rng):
        x, w, b = cases.conv(rng)
        compare("conv2d_backward_twice", cases.conv_upstream(rng, x, w, pad=1), x, w, b, pad=1)

    @points(0.2)
    def test_integers(self, compare, cases, rng):
        x, w, b = cases.conv(rng)
        dout = rng.integers(-9, 10, size=cases.conv_upstream(rng, x, w, pad=1).shape)
        compare.within(reduction=168)("conv2d_backward", dout, x, w, b, pad=1)
        dout = rng.integers(-128, 128, size=dout.shape).astype(np.int8)
        compare.within(reduction=168)("conv2d_backward", dout, x, w, b, pad=1)

    @points(0.2)
    def test_integer_images_and_filters(self, compare, cases, rng):
        """A gradient has to be float64 although what it belongs to is an array of integers."""
        x, w, b = (
            rng.integers(-9, 10, size=size).astype(np.int8) for size in [(3, 2, 8, 7), (5, 2, 3, 2), 5]
        )
        dout = rng.normal(size=(3, 5, 6, 6))
        compare.within(reduction=168)("conv2d_backward", dout, x, w, b)

    @pytest.mark.parametrize(
        "sizes", [{"N": 2, "C": 3, "H": 6, "W": 5, "F": 4, "KH": 2, "KW": 3}, {}], ids=["unlike", "alike"]
    )
    @points(0.3)
    def test_two_caches(self, compare, cases, rng, sizes):
        first, second = cases.conv(rng), cases.conv(rng, **sizes)
        compare.within(reduction=168)(
            "conv2d_backward_two_caches",
            (cases.conv_upstream(rng, *first[:2]), *first),
            (cases.conv_upstream(rng, *second[:2]), *second),
        )

    @points(0.2)
    def test_two_caches_of_other_options(self, compare, cases, rng):
        x, w, b = cases.conv(rng)
        one, other = (2, 1, 2), ((1, 2), 0, 1)  # stride, pad, dilation
        compare.within(reduction=168)(
            "conv2d_backward_two_caches",
            (cases.conv_upstream(rng, x, w, *one), x, w, b, *one),
            (cases.conv_upstream(rng, x, w, *other), x, 2 * w, None, *other),
        )


@exercise("conv2d_forward", points=2)
@speed
class TestConv2dForwardSpeed:
    """No Python loop over places, and none over images."""

    def test_large_images(self, race, cases):
        race("conv2d_forward", cases.conv_speed_inputs, limit=6, tiny=cases.conv_tiny_inputs)

    def test_many_images(self, race, cases):
        race("conv2d_forward", cases.conv_many_speed_inputs, limit=8, tiny=cases.conv_many_tiny_inputs)


@exercise("conv2d_backward", points=2)
@speed
class TestConv2dBackwardSpeed:
    """The way back without a Python loop over places."""

    def test_large_images(self, race, cases):
        inputs, tiny = cases.conv_backward_speed_inputs, cases.conv_backward_tiny_inputs
        race("conv2d_backward_six_times", inputs, limit=18, tiny=tiny)


# --------------------------------------------------------------------------- D  pooling (18 + 1)

# Image size (N, C, H, W), window k, options.
POOLS = {
    "plain": ((3, 2, 6, 8), 2, {}),
    "overlap": ((2, 3, 7, 9), 3, {"stride": 2}),
    "every_pixel": ((2, 3, 5, 6), 3, {"stride": 1}),
    "pad": ((3, 2, 7, 8), 3, {"stride": 2, "pad": 1}),
    "leftover": ((2, 3, 8, 7), 3, {}),
    "gaps": ((2, 3, 8, 9), 2, {"stride": 3}),
}
SPECIAL_POOLS = {
    "one_pixel": ((3, 2, 5, 4), 1, {}),
    "whole_image": ((3, 2, 4, 4), 4, {}),
    "wide_border": ((2, 2, 7, 8), 6, {"stride": 1, "pad": 3}),
    "all_one": ((1, 1, 1, 1), 1, {}),
    "all_equal": ((3, 3, 3, 3), 3, {"stride": 1, "pad": 1}),
    "room_by_padding": ((3, 2, 2, 3), 4, {"stride": 1, "pad": 2}),
    "one_pixel_with_gaps": ((3, 2, 5, 4), 1, {"stride": 2}),
    "one_place": ((2, 3, 4, 5), 3, {"stride": 7}),
    "large_window": ((1, 2, 18, 17), 17, {"stride": 1}),
    "many": ((40, 20, 6, 40), 2, {}),
}
# Window k and options in every mixture.
POOLED_TOGETHER = [
    (k, {"stride": stride, "pad": pad})
    for k, stride, pad in itertools.product([2, 3], [None, 1, 2, 4], [0, 1])
]
pools = pytest.mark.parametrize("pool", POOLS.values(), ids=POOLS)
special_pools = pytest.mark.parametrize("pool", SPECIAL_POOLS.values(), ids=SPECIAL_POOLS)
wide_pads = pytest.mark.parametrize(
    "options", [(2, {"pad": 2}), (3, {"stride": 1, "pad": 2}), (1, {"pad": 1})], ids=["even", "odd", "one"]
)


@exercise("maxpool2d", points=4.5, functions=("maxpool2d_forward", "maxpool2d_backward"))
class TestMaxpool2dForward:
    """The largest value of every window."""

    @pools
    def test_windows(self, compare, cases, rng, pool):
        shape, k, options = pool
        compare("maxpool2d_forward", cases.images(rng, *shape), k, **options)

    @special_pools
    @points(0.06)
    def test_special_sizes(self, compare, cases, rng, pool):
        shape, k, options = pool
        compare("maxpool2d_forward", cases.images(rng, *shape), k, **options)

    @points(0.5)
    def test_negative_images(self, compare, cases, rng):
        x = -np.abs(cases.images(rng, 2, 3, 7, 6)) - 1
        compare.strictly("maxpool2d_forward", x, 3, stride=2, pad=1)

    @points(0.2)
    def test_far_below_zero(self, compare, cases, rng):
        x = -np.abs(cases.images(rng, 2, 3, 7, 6)) - 1
        compare("maxpool2d_forward", 1e30 * x, 3, stride=2, pad=1)
        compare("maxpool2d_forward", 1e307 * x, 3, stride=2, pad=1)

    @points(0.1)
    def test_options_together(self, compare, cases, rng):
        """One image under every mixture of window, stride and padding."""
        x = cases.images(rng, 2, 2, 6, 7)
        for k, options in POOLED_TOGETHER:
            compare("maxpool2d_forward", x, k, **options)

    @points(0.2)
    def test_two_calls(self, compare, cases, rng):
        compare("maxpool2d_forward_in_turn", (cases.images(rng), 3), (cases.images(rng), 3))

    @points(0.25)
    def test_integers(self, compare, cases, rng):
        compare.any_dtype("maxpool2d_forward", rng.integers(-9, 9, size=(2, 3, 6, 5)), 2, pad=1)

    @points(0.25)
    def test_float32_is_kept(self, compare, cases, rng):
        compare("maxpool2d_forward", cases.images(rng, dtype=np.float32), 3, stride=2, pad=1)

    @points(0.25)
    def test_input_is_left_alone(self, compare, cases, rng):
        compare.untouched("maxpool2d_forward", cases.images(rng), 3, stride=2, pad=1)
        compare.untouched("maxpool2d_forward", cases.images(rng), 1)

    @points(0.25)
    def test_layouts(self, compare, cases, rng):
        compare.layouts("maxpool2d_forward", cases.images(rng, 3, 2, 7, 6), 3, stride=2, pad=1)

    @wide_pads
    @points(0.1)
    def test_wide_border(self, submission, cases, rng, options):
        k, options = options
        assert_raises(ValueError, submission.maxpool2d_forward, cases.images(rng), k, **options)

    @points(0.1)
    def test_too_large(self, submission, cases, rng):
        assert_raises(ValueError, submission.maxpool2d_forward, cases.images(rng, 2, 2, 6, 4), 5, stride=2)
        assert_raises(ValueError, submission.maxpool2d_forward, cases.images(rng, 2, 2, 2, 6), 5, pad=1)


@exercise("maxpool2d", points=6.5, functions=("maxpool2d_forward", "maxpool2d_backward"))
class TestMaxpool2dBackward:
    """The gradient goes to the winner."""

    @pools
    def test_windows(self, compare, cases, rng, pool):
        shape, k, options = pool
        x = cases.images(rng, *shape)
        compare("maxpool2d_backward", cases.pool_upstream(rng, x, k, **options), x, k, **options)

    @special_pools
    @points(0.06)
    def test_special_sizes(self, compare, cases, rng, pool):
        shape, k, options = pool
        x = cases.images(rng, *shape)
        compare("maxpool2d_backward", cases.pool_upstream(rng, x, k, **options), x, k, **options)

    @points(0.4)
    def test_equal_pixels(self, compare, cases, rng):
        x = np.ones((2, 3, 6, 4))
        compare("maxpool2d_backward", cases.pool_upstream(rng, x, 2), x, 2)
        for value in (-1, -1e20):
            dout = cases.pool_upstream(rng, x, 3, 2, 1)
            compare("maxpool2d_backward", dout, value * x, 3, stride=2, pad=1)

    @pools
    @points(0.1)
    def test_ties(self, compare, cases, rng, pool):
        shape, k, options = pool
        x = rng.integers(0, 3, size=shape).astype(float)
        compare("maxpool2d_backward", cases.pool_upstream(rng, x, k, **options), x, k, **options)

    @points(0.2)
    def test_nearly_equal_pixels(self, compare, cases, rng):
        """Pixels that differ in the tenth digit only are no tie."""
        x = 1 + 1e-10 * rng.permutation(2 * 3 * 6 * 8).reshape(2, 3, 6, 8)
        compare("maxpool2d_backward", cases.pool_upstream(rng, x, 3, 2), x, 3, stride=2)

    @points(0.1)
    def test_options_together(self, compare, cases, rng):
        """One image under every mixture of window, stride and padding."""
        x = cases.images(rng, 2, 2, 6, 7)
        for k, options in POOLED_TOGETHER:
            compare("maxpool2d_backward", cases.pool_upstream(rng, x, k, **options), x, k, **options)

    @points(0.3)
    def test_negative_images(self, compare, cases, rng):
        x = -np.abs(cases.images(rng, 2, 3, 7, 6)) - 1
        dout = cases.pool_upstream(rng, x, 3, 2, 1)
        compare.strictly("maxpool2d_backward", dout, x, 3, stride=2, pad=1)

    @points(0.2)
    def test_integers(self, compare, cases, rng):
        """Numbers that wrap around at 255 where a pixel wins several windows."""
        x = cases.images(rng)
        dout = rng.integers(100, 256, size=cases.pool_upstream(rng, x, 3, 1).shape).astype(np.uint8)
        compare.any_dtype("maxpool2d_backward", dout, x, 3, stride=1)

    @points(0.1)
    def test_integer_images(self, compare, cases, rng):
        """Zeros of unsigned integers at the border: no smaller number is left to pad with."""
        x = rng.integers(0, 3, size=(2, 3, 7, 6)).astype(np.uint8)
        dout = rng.normal(size=(2, 3, 4, 3))
        compare("maxpool2d_backward", dout, x, 3, stride=2, pad=1)

    @points(0.1)
    def test_float64_gradient_of_a_float32_image(self, compare, cases, rng):
        x = cases.images(rng, dtype=np.float32)
        dout = cases.pool_upstream(rng, x, 3, 2).astype(np.float64)
        compare("maxpool2d_backward", dout, x, 3, stride=2)

    @points(0.05)
    def test_large_numbers(self, compare, cases, rng):
        x = cases.images(rng)
        compare("maxpool2d_backward", 1e12 * cases.pool_upstream(rng, x, 3, 2), x, 3, stride=2)

    @points(0.3)
    def test_float32_is_kept(self, compare, cases, rng):
        x = cases.images(rng, dtype=np.float32)
        compare.within(reduction=4)("maxpool2d_backward", cases.pool_upstream(rng, x, 3, 2), x, 3, stride=2)

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        x = cases.images(rng)
        compare.untouched("maxpool2d_backward", cases.pool_upstream(rng, x, 3, 2), x, 3, stride=2)
        compare.untouched("maxpool2d_backward", cases.pool_upstream(rng, x, 1), x, 1)

    @points(0.25)
    def test_layouts(self, compare, cases, rng):
        x = cases.images(rng, 3, 2, 7, 6)
        compare.layouts("maxpool2d_backward", cases.pool_upstream(rng, x, 3, 2, 1), x, 3, stride=2, pad=1)

    @points(0.25)
    def test_twice(self, compare, cases, rng):
        x = cases.images(rng)
        compare("maxpool2d_backward_twice", cases.pool_upstream(rng, x, 3, 2), x, 3, stride=2)

    @points(0.25)
    def test_two_caches(self, compare, cases, rng):
        first, second = cases.images(rng, 3, 2, 6, 8), cases.images(rng, 3, 2, 6, 8)
        compare(
            "maxpool2d_backward_two_caches",
            (cases.pool_upstream(rng, first, 2), first, 2),
            (cases.pool_upstream(rng, second, 2), second, 2),
        )

    @points(0.2)
    def test_two_caches_of_other_options(self, compare, cases, rng):
        first, second = cases.images(rng, 3, 2, 6, 8), cases.images(rng, 2, 3, 5, 7)
        one, other = (3, 2, 1), (2, 1, 0)  # k, stride, pad
        compare(
            "maxpool2d_backward_two_caches",
            (cases.pool_upstream(rng, first, *one), first, *one),
            (cases.pool_upstream(rng, second, *other), second, *other),
        )


@exercise("avgpool2d", points=7, functions=("avgpool2d_forward", "avgpool2d_backward"))
class TestAvgpool2d:
    """The mean of every window, and each pixel's share of the gradient."""

    @pools
    def test_forward(self, compare, cases, rng, pool):
        shape, k, options = pool
        compare("avgpool2d_forward", cases.images(rng, *shape), k, **options)

    @pools
    def test_backward(self, compare, cases, rng, pool):
        shape, k, options = pool
        x = cases.images(rng, *shape)
        compare("avgpool2d_backward", cases.pool_upstream(rng, x, k, **options), x, k, **options)

    @special_pools
    @points(0.05)
    def test_special_sizes(self, compare, cases, rng, pool):
        shape, k, options = pool
        x = cases.images(rng, *shape)
        compare("avgpool2d_forward", x, k, **options)
        compare("avgpool2d_backward", cases.pool_upstream(rng, x, k, **options), x, k, **options)

    @points(0.2)
    def test_integers(self, compare, cases, rng):
        compare("avgpool2d_forward", rng.integers(0, 256, size=(2, 3, 6, 5)).astype(np.uint8), 2, pad=1)

    @points(0.2)
    def test_integers_backward(self, compare, cases, rng):
        x = cases.images(rng)
        dout = rng.integers(-9, 10, size=cases.pool_upstream(rng, x, 3, 2).shape)
        compare("avgpool2d_backward", dout, x, 3, stride=2)
        dout = rng.integers(100, 256, size=cases.pool_upstream(rng, x, 3, 1).shape).astype(np.uint8)
        compare("avgpool2d_backward", dout, x, 3, stride=1)

    @points(0.1)
    def test_integer_images(self, compare, rng):
        """A gradient has to be float64 although the image is an array of integers."""
        x = rng.integers(0, 256, size=(2, 3, 6, 5)).astype(np.uint8)
        compare("avgpool2d_backward", rng.normal(size=(2, 3, 3, 2)), x, 2)

    @points(0.1)
    def test_float64_gradient_of_a_float32_image(self, compare, cases, rng):
        x = cases.images(rng, dtype=np.float32)
        dout = cases.pool_upstream(rng, x, 3, 2).astype(np.float64)
        compare("avgpool2d_backward", dout, x, 3, stride=2)

    @points(0.1)
    def test_options_together(self, compare, cases, rng):
        """One image under every mixture of window, stride and padding."""
        x = cases.images(rng, 2, 2, 6, 7)
        for k, options in POOLED_TOGETHER:
            compare("avgpool2d_forward", x, k, **options)
            compare("avgpool2d_backward", cases.pool_upstream(rng, x, k, **options), x, k, **options)

    @points(0.2)
    def test_two_calls(self, compare, cases, rng):
        compare("avgpool2d_forward_in_turn", (cases.images(rng), 3), (cases.images(rng), 3))

    @points(0.3)
    def test_float32_is_kept(self, compare, cases, rng):
        x = cases.images(rng, dtype=np.float32)
        compare.within(reduction=9)("avgpool2d_forward", x, 3, stride=2, pad=1)
        dout = cases.pool_upstream(rng, x, 3, 2, 1)
        compare.within(reduction=4)("avgpool2d_backward", dout, x, 3, stride=2, pad=1)

    @points(0.3)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        x = cases.images(rng)
        compare.untouched("avgpool2d_forward", x, 3, stride=2, pad=1)
        compare.untouched("avgpool2d_forward", x, 1)
        compare.untouched("avgpool2d_backward", cases.pool_upstream(rng, x, 3, 2, 1), x, 3, stride=2, pad=1)
        compare.untouched("avgpool2d_backward", cases.pool_upstream(rng, x, 1), x, 1)

    @points(0.3)
    def test_layouts(self, compare, cases, rng):
        x = cases.images(rng, 3, 2, 7, 6)
        compare.layouts("avgpool2d_forward", x, 3, stride=2, pad=1)
        compare.layouts("avgpool2d_backward", cases.pool_upstream(rng, x, 3, 2, 1), x, 3, stride=2, pad=1)

    @pytest.mark.parametrize("shape", [(2, 3, 9, 6), (3, 2, 9, 8)], ids=["unlike", "alike"])
    @points(0.3)
    def test_caches(self, compare, cases, rng, shape):
        first, second = cases.images(rng, 3, 2, 9, 8), cases.images(rng, *shape)
        compare(
            "avgpool2d_backward_two_caches",
            (cases.pool_upstream(rng, first, 3), first, 3),
            (cases.pool_upstream(rng, second, 3), second, 3),
        )

    @points(0.1)
    def test_caches_of_other_options(self, compare, cases, rng):
        first, second = cases.images(rng, 3, 2, 6, 8), cases.images(rng, 2, 3, 5, 7)
        one, other = (3, 2, 1), (2, 1, 0)  # k, stride, pad
        compare(
            "avgpool2d_backward_two_caches",
            (cases.pool_upstream(rng, first, *one), first, *one),
            (cases.pool_upstream(rng, second, *other), second, *other),
        )

    @wide_pads
    @points(0.1)
    def test_wide_border(self, submission, cases, rng, options):
        k, options = options
        assert_raises(ValueError, submission.avgpool2d_forward, cases.images(rng), k, **options)

    @points(0.1)
    def test_too_large(self, submission, cases, rng):
        assert_raises(ValueError, submission.avgpool2d_forward, cases.images(rng, 2, 2, 6, 4), 5, stride=2)
        assert_raises(ValueError, submission.avgpool2d_forward, cases.images(rng, 2, 2, 2, 6), 5, pad=1)

    @points(0.25)
    def test_large_gradients(self, compare, cases, rng):
        x = rng.normal(size=(2, 3, 6, 5))
        compare("avgpool2d_backward", 1e4 * rng.normal(size=(2, 3, 3, 2)), x, 2)

    @points(0.25)
    def test_large_images(self, compare, cases, rng):
        compare("avgpool2d_forward", 1e12 * cases.images(rng), 2)


@exercise("maxpool2d", points=1, functions=("maxpool2d_forward", "maxpool2d_backward"))
@speed
class TestMaxpool2dSpeed:
    """Forward and backward without a Python loop over windows."""

    def test_large_images(self, race, cases):
        race("maxpool2d", cases.maxpool_speed_inputs, limit=7, tiny=cases.maxpool_tiny_inputs)


# --------------------------------------------------------------------------- E  batch normalisation (14)

SHAPES = {
    "rows": (7, 3),
    "two_rows": (2, 3),
    "images": (3, 5, 4, 2),
    "one_image": (1, 3, 2, 5),
    "all_equal": (3, 3, 3, 3),
    "many": (70, 40),
}
shapes = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


@exercise("batchnorm_forward", points=7)
class TestBatchnormForward:
    """Channels with mean 0 and variance 1, and what is remembered for later."""

    @shapes
    def test_training(self, compare, cases, rng, shape):
        compare("batchnorm_forward", *cases.batchnorm(rng, *shape))

    @pytest.mark.parametrize(
        "shape", [(7, 3), (3, 5, 4, 2), (1, 3), (1, 3, 1, 1)], ids=["rows", "images", "one_row", "one_pixel"]
    )
    def test_not_training(self, compare, cases, rng, shape):
        compare("batchnorm_forward", *cases.batchnorm(rng, *shape), training=False)

    @pytest.mark.parametrize("momentum", [0.7, 0, 1], ids=["most", "none", "all"])
    @points(0.15)
    def test_momentum(self, compare, cases, rng, momentum):
        compare("batchnorm_forward", *cases.batchnorm(rng, 5, 3), momentum=momentum)
        compare("batchnorm_forward", *cases.batchnorm(rng, 3, 2, 4, 5), momentum=momentum)

    @points(0.35)
    def test_eps(self, compare, cases, rng):
        compare("batchnorm_forward", *cases.batchnorm(rng, 5, 3), eps=0.5)
        compare("batchnorm_forward", *cases.batchnorm(rng, 3, 2, 4, 5), eps=0.5)

    @points(0.1)
    def test_spreads_apart(self, compare, cases, rng):
        """One channel hardly varies, another one very much."""
        x, *rest = cases.batchnorm(rng, 5, 3)
        compare("batchnorm_forward", x * [1e-3, 1, 1e6], *rest)

    @points(0.1)
    def test_eps_later(self, compare, cases, rng):
        compare("batchnorm_forward", *cases.batchnorm(rng, 5, 3), eps=0.5, training=False)
        compare("batchnorm_forward", *cases.batchnorm(rng, 3, 2, 4, 5), eps=0.5, training=False)

    @points(0.2)
    def test_constant_channel(self, compare, cases, rng):
        x, *rest = cases.batchnorm(rng, 5, 3)
        x[:, 1] = 4.0
        compare.strictly("batchnorm_forward", x, *rest)

    @points(0.3)
    def test_far_from_zero(self, compare, cases, rng):
        x, *rest = cases.batchnorm(rng, 11, 3)
        compare("batchnorm_forward", x + 1e5, *rest)
        x, *rest = cases.batchnorm(rng, 3, 2, 4, 5)
        compare("batchnorm_forward", x + 1e5, *rest)

    @points(0.2)
    def test_integers(self, compare, cases, rng):
        _, *rest = cases.batchnorm(rng, 5, 3)
        compare("batchnorm_forward", rng.integers(0, 256, size=(5, 3)).astype(np.uint8), *rest)

    @points(0.1)
    def test_nothing_but_integers(self, compare, rng):
        inputs = rng.integers(-9, 10, size=(5, 3)), *rng.integers(1, 5, size=(4, 3))
        compare("batchnorm_forward", *inputs)

    @points(0.2)
    def test_two_calls(self, compare, cases, rng):
        compare("batchnorm_forward_in_turn", cases.batchnorm(rng, 5, 3), cases.batchnorm(rng, 5, 3))

    @points(0.3)
    def test_float32_is_kept(self, compare, cases, rng):
        compare.within(reduction=24)("batchnorm_forward", *cases.batchnorm(rng, 3, 5, 4, 2, dtype=np.float32))

    @pytest.mark.parametrize(
        ("wide", "training"),
        [((0,), True), ((1, 2, 3, 4), True), ((3, 4), False)],
        ids=["x", "all_but_x", "memory_later"],
    )
    @points(0.1)
    def test_both_floats_make_float64(self, compare, cases, rng, wide, training):
        inputs = [
            array if i in wide else array.astype(np.float32)
            for i, array in enumerate(cases.batchnorm(rng, 5, 3))
        ]
        because = "some inputs are float32, so their rounding is too"
        compare.within(1e-4, 1e-4, because=because)("batchnorm_forward", *inputs, training=training)

    @points(0.2)
    def test_float32_is_kept_later(self, compare, cases, rng):
        inputs = cases.batchnorm(rng, 3, 5, 4, 2, dtype=np.float32)
        compare("batchnorm_forward", *inputs, training=False)

    @points(0.4)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("batchnorm_forward", *cases.batchnorm(rng, 5, 3))
        compare.untouched("batchnorm_forward", *cases.batchnorm(rng, 3, 5, 4, 2), training=False)

    @points(0.3)
    def test_layouts(self, compare, cases, rng):
        compare.layouts("batchnorm_forward", *cases.batchnorm(rng, 3, 5, 4, 2))

    @points(0.25)
    @pytest.mark.parametrize("shape", [(1, 3), (1, 3, 1, 1)], ids=["rows", "images"])
    def test_one_value(self, submission, cases, rng, shape):
        assert_raises(ValueError, submission.batchnorm_forward, *cases.batchnorm(rng, *shape))

    @points(0.25)
    def test_nothing_but_one_value(self, compare, rng):
        compare("batchnorm_forward", np.full((6, 3), 2.0), *rng.normal(size=(3, 3)), rng.random(3) + 0.5)


@exercise("batchnorm_backward", points=7)
class TestBatchnormBackward:
    """Gradients through the statistics."""

    @shapes
    def test_training(self, compare, cases, rng, shape):
        inputs = cases.batchnorm(rng, *shape)
        compare.within(reduction=30)("batchnorm_backward", rng.normal(size=shape), *inputs)

    @pytest.mark.parametrize(
        "shape", [(7, 3), (3, 5, 4, 2), (1, 3), (1, 3, 1, 1)], ids=["rows", "images", "one_row", "one_pixel"]
    )
    def test_not_training(self, compare, cases, rng, shape):
        inputs = cases.batchnorm(rng, *shape)
        compare.within(reduction=30)("batchnorm_backward", rng.normal(size=shape), *inputs, training=False)

    @points(0.3)
    def test_eps(self, compare, cases, rng):
        for shape in [(5, 3), (3, 2, 4, 5)]:
            dout, inputs = rng.normal(size=shape), cases.batchnorm(rng, *shape)
            compare.within(reduction=60)("batchnorm_backward", dout, *inputs, eps=0.5)
            compare.within(reduction=60)("batchnorm_backward", dout, *inputs, eps=0.5, training=False)

    @points(0.1)
    def test_integers(self, compare, cases, rng):
        dout = rng.integers(-9, 10, size=(5, 3))
        compare.within(reduction=30)("batchnorm_backward", dout, *cases.batchnorm(rng, 5, 3))
        dout = rng.integers(-128, 128, size=(5, 3)).astype(np.int8)
        compare.within(reduction=30)("batchnorm_backward", dout, *cases.batchnorm(rng, 5, 3))

    @points(0.1)
    def test_integers_normalised(self, compare, rng):
        """Gradients have to be float64 although what they belong to are arrays of integers."""
        inputs = rng.integers(-9, 10, size=(5, 3)), *rng.integers(1, 5, size=(4, 3))
        compare.within(reduction=30)("batchnorm_backward", rng.normal(size=(5, 3)), *inputs)

    @points(0.1)
    def test_constant_channel(self, compare, cases, rng):
        x, *rest = cases.batchnorm(rng, 5, 3)
        x[:, 1] = 4.0
        compare.within(reduction=30).strictly("batchnorm_backward", rng.normal(size=(5, 3)), x, *rest)

    @points(0.1)
    def test_large_numbers(self, compare, cases, rng):
        dout = 1e12 * rng.normal(size=(5, 3))
        compare.within(reduction=30)("batchnorm_backward", dout, *cases.batchnorm(rng, 5, 3))

    @points(0.1)
    def test_float64_gradient_of_float32_inputs(self, compare, cases, rng):
        inputs = cases.batchnorm(rng, 5, 3, dtype=np.float32)
        because = "some inputs are float32, so their rounding is too"
        compare.within(1e-4, 1e-4, because=because)("batchnorm_backward", rng.normal(size=(5, 3)), *inputs)

    @points(0.2)
    def test_scale_zero(self, compare, cases, rng):
        x, gamma, *rest = cases.batchnorm(rng, 5, 3)
        gamma[1] = 0
        compare.strictly("batchnorm_backward", rng.normal(size=(5, 3)), x, gamma, *rest)

    @points(0.3)
    def test_float32_is_kept(self, compare, cases, rng):
        inputs = cases.batchnorm(rng, 3, 5, 4, 2, dtype=np.float32)
        dout = rng.normal(size=(3, 5, 4, 2)).astype(np.float32)
        compare.within(reduction=24)("batchnorm_backward", dout, *inputs)

    @points(0.3)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("batchnorm_backward", rng.normal(size=(5, 3)), *cases.batchnorm(rng, 5, 3))
        dout, inputs = rng.normal(size=(3, 5, 4, 2)), cases.batchnorm(rng, 3, 5, 4, 2)
        compare.untouched("batchnorm_backward", dout, *inputs)

    @points(0.3)
    def test_layouts(self, compare, cases, rng):
        dout, inputs = rng.normal(size=(3, 5, 4, 2)), cases.batchnorm(rng, 3, 5, 4, 2)
        compare.layouts("batchnorm_backward", dout, *inputs)

    @points(0.4)
    def test_twice(self, compare, cases, rng):
        dout, inputs = rng.normal(size=(3, 5, 4, 2)), cases.batchnorm(rng, 3, 5, 4, 2)
        compare("batchnorm_backward_twice", dout, *inputs)

    @points(0.25)
    def test_two_caches_of_other_options(self, compare, cases, rng):
        inputs = cases.batchnorm(rng, 5, 3)
        one, other = (0.1, 0.5, False), (0.3, 1e-5, True)  # momentum, eps, training
        first, second = ((rng.normal(size=(5, 3)), *inputs, *options) for options in (one, other))
        compare("batchnorm_backward_two_caches", first, second)

    @points(0.25)
    def test_two_caches(self, compare, cases, rng):
        first = (rng.normal(size=(5, 3)), *cases.batchnorm(rng, 5, 3))
        second = (rng.normal(size=(5, 3)), *cases.batchnorm(rng, 5, 3))
        compare("batchnorm_backward_two_caches", first, second)


# --------------------------------------------------------------------------- F  a small network (15)


@exercise("convnet", points=8, functions=("convnet_init", "convnet_loss_and_grads"))
class TestConvnet:
    """Parameters to start from, the loss, and its gradients."""

    @points(1)
    def test_init(self, compare):
        compare("convnet_init", 5)

    @pytest.mark.parametrize("N", [5, 1, 10, 40], ids=["several", "one_image", "ten_images", "forty_images"])
    def test_loss_and_gradients(self, compare, cases, rng, N):
        compare.within(reduction=64)("convnet_loss_and_grads", *cases.convnet(rng, N))

    @points(0.1)
    def test_init_twice(self, compare):
        compare("convnet_init_twice", 5)

    @points(0.1)
    def test_other_pixels(self, compare, cases, rng):
        """Images need not lie between 0 and 1."""
        params, X, y = cases.convnet(rng, 6)
        compare.within(reduction=64)("convnet_loss_and_grads", params, 8 * X - 3, y)

    @points(0.1)
    def test_parameters_in_another_order(self, compare, cases, rng):
        params, X, y = cases.convnet(rng, 6)
        params = {name: params[name] for name in reversed(params)}
        compare.within(reduction=64)("convnet_loss_and_grads", params, X, y)

    @points(0.4)
    def test_narrow_classes(self, compare, cases, rng):
        params, X, y = cases.convnet(rng, 40)
        compare.within(reduction=64)("convnet_loss_and_grads", params, X, y.astype(np.uint8))

    @points(0.3)
    def test_values_of_exactly_zero(self, compare, cases, rng):
        """An image without a bright pixel and no biases: everything before ReLU is 0."""
        params, X, y = cases.convnet(rng, 3)
        params["b1"][...], params["b2"][::2], X[1] = 0, 0, 0
        compare.within(reduction=64)("convnet_loss_and_grads", params, X, y)

    @points(0.3)
    def test_two_calls(self, compare, cases, rng):
        first, second = cases.convnet(rng, 3), cases.convnet(rng, 3)
        compare.within(reduction=64)("convnet_loss_and_grads_in_turn", first, second)

    @points(0.6)
    def test_huge_logits(self, compare, cases, rng):
        params, X, y = cases.convnet(rng, 6)
        params["W3"] *= 3000
        compare.within(reduction=64).strictly("convnet_loss_and_grads", params, X, y)
        params["b3"] -= 1e6
        compare.within(reduction=64).strictly("convnet_loss_and_grads", params, X, y)

    @points(0.4)
    def test_float32_is_kept(self, compare, cases, rng):
        because = "sums of 64 terms, and the loss, a plain number, in float32"
        close = compare.within(rtol=1e-3, atol=1e-4, because=because)
        close("convnet_loss_and_grads", *cases.convnet(rng, 6, np.float32))

    @points(0.6)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.within(reduction=64).untouched("convnet_loss_and_grads", *cases.convnet(rng, 3))

    @points(0.4)
    def test_layouts(self, compare, cases, rng):
        compare.within(reduction=64).layouts("convnet_loss_and_grads", *cases.convnet(rng, 3))


@exercise("training", points=7, functions=("train_convnet", "convnet_predict"))
class TestTraining:
    """Gradient descent with momentum, on digits that nobody showed the network."""

    @points(0.5)
    def test_predict(self, compare, cases, rng):
        params, X, _ = cases.convnet(rng, 23)
        compare.any_dtype("convnet_predict", params, X)
        params = {name: params[name] for name in reversed(params)}
        compare.any_dtype("convnet_predict", params, 8 * X - 3)

    @points(0.2)
    def test_predict_integers(self, submission, compare, cases, rng):
        params, X, _ = cases.convnet(rng, 3)
        classes = np.asarray(submission.convnet_predict(params, X))
        assert classes.dtype.kind in "iu", "the classes must be integers, not floating-point numbers"
        compare.any_dtype.untouched("convnet_predict", params, X)

    @points(0.2)
    def test_predict_one(self, compare, cases, rng):
        params, X, _ = cases.convnet(rng, 1)
        compare.any_dtype("convnet_predict", params, X)

    @points(0.8)
    def test_one_batch_an_epoch(self, compare, cases, rng):
        options = {"epochs": 4, "lr": 0.05, "momentum": 0.8, "batch_size": 6}
        compare.within(reduction=64)("train_convnet", *cases.convnet(rng, 6), 3, **options)

    @points(0.4)
    def test_each_image_once(self, submission, reference, cases, rng):
        params, X, y = cases.convnet(rng, 12)
        _, grads = reference.convnet_loss_and_grads(params, X, y)
        moved = {name: value - 2 * 3 * 1e-6 * grads[name] for name, value in params.items()}  # 2 epochs of 3
        options = {"epochs": 2, "lr": 1e-6, "momentum": 0.0, "batch_size": 4}
        because = "with so small a step the order does not matter when an epoch uses each image once"
        trained = submission.train_convnet(params, X, y, 3, **options)
        assert_matches(trained, moved, rtol=0, atol=1e-8, because=because)

    @points(0.1)
    def test_parameters_in_another_order(self, compare, cases, rng):
        params, X, y = cases.convnet(rng, 6)
        params = {name: params[name] for name in reversed(params)}
        options = {"epochs": 2, "lr": 0.05, "momentum": 0.8, "batch_size": 6}
        compare.within(reduction=64)("train_convnet", params, X, y, 3, **options)

    @points(0.6)
    def test_several_batches(self, compare, cases, rng):
        options = {"epochs": 3, "lr": 0.02, "momentum": 0.8, "batch_size": 3}
        compare.within(reduction=64)("train_convnet", *cases.same_image(rng, 7), 3, **options)
        options = {"epochs": 1, "lr": 0.02, "momentum": 0.8, "batch_size": 1}
        compare.within(reduction=64)("train_convnet", *cases.same_image(rng, 4), 3, **options)

    @points(0.3)
    def test_batch_larger_than_the_set(self, compare, cases, rng):
        options = {"epochs": 2, "lr": 0.05, "momentum": 0.8, "batch_size": 16}
        compare.within(reduction=64)("train_convnet", *cases.convnet(rng, 5), 3, **options)

    @points(0.2)
    def test_no_epoch(self, compare, cases, rng):
        options = {"epochs": 0, "lr": 0.05, "momentum": 0.8, "batch_size": 2}
        compare.untouched("train_convnet", *cases.convnet(rng, 5), 3, **options)

    @points(0.3)
    def test_float32_is_kept(self, compare, cases, rng):
        options = {"epochs": 2, "lr": 0.05, "momentum": 0.8, "batch_size": 6}
        compare.within(reduction=64)("train_convnet", *cases.convnet(rng, 6, np.float32), 3, **options)

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        options = {"epochs": 1, "lr": 0.05, "momentum": 0.8, "batch_size": 6}
        compare.within(reduction=64).untouched("train_convnet", *cases.convnet(rng, 6), 3, **options)

    @points(0.3)
    def test_global_random_state(self, submission, cases, rng):
        _, X, y = cases.convnet(rng, 5)
        survives = submission.global_state_survives(X, y, 3)
        assert survives is True, "a global random state changed; draw from the generator `rng` alone"

    @points(0.3)
    def test_order_of_every_epoch(self, submission, cases, rng):
        first, second = submission.draws_of_two_epochs(*cases.convnet(rng, 5), 3)
        assert first is True, "nothing is drawn from `rng`; every epoch needs a random order"
        assert second is True, "the second epoch draws nothing from `rng`; it needs an order of its own"

    @points(0.1)
    def test_same_seed(self, submission, cases, rng):
        """All randomness comes from `rng`: the same generator trains the same network."""
        options = {"epochs": 2, "lr": 0.05, "momentum": 0.5, "batch_size": 2}
        inputs = cases.convnet(rng, 9)
        first, second = (submission.train_convnet(*inputs, 3, **options) for _ in range(2))
        assert_matches(second, first)

    @points(2)
    def test_unseen_digits(self, submission, cases, rng):
        # Orders of images differ from one honest solution to the next, so these answers are not judged. They
        # are asked for because a known mistake that answers otherwise need not be trained to be ruled out.
        params, X, y = cases.convnet(rng, 8)
        submission.convnet_predict(params, X)
        submission.train_convnet(params, X, y, 3, epochs=2, lr=0.05, momentum=0.9, batch_size=3)
        (X, y), _, (X_new, y_new) = cases.digits()
        options = {"epochs": 8, "lr": 0.05, "momentum": 0.9, "batch_size": 32}
        right = []
        for seed in range(3):
            classes = np.asarray(submission.train_and_predict(X, y, X_new, seed, **options))
            assert classes.shape == y_new.shape, "there must be one class for each image, shape (N,)"
            right.append(np.mean(classes == y_new))
        assert np.mean(right) >= 0.93, (
            f"{np.mean(right):.0%} of unseen digits are recognised; 93 % are asked for, 96 % are usual"
        )

    @points(0.2)
    def test_predict_huge_logits(self, compare, cases, rng):
        params, X, _ = cases.convnet(rng, 23)
        params["W3"] = 1e4 * params["W3"]
        compare.any_dtype("convnet_predict", params, X)
