"""Sizes are right only without dilation: k taps that are d apart span d (k - 1) + 1 pixels, not k."""


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    room = size + 2 * pad - k
    if room < 0:
        raise ValueError("too large")
    return room // stride + 1
