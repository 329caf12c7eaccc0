"""A window that is too large gets a place when the stride is large: int() rounds a negative quotient towards
0. Look at the sign before you divide, or use //."""


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    places = int((size + 2 * pad - dilation * (k - 1) - 1) / stride) + 1
    if places < 1:
        raise ValueError("too large")
    return places
