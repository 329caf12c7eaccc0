"""The last window hangs over the edge: the division rounds up where it must round down (floor)."""


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    room = size + 2 * pad - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("too large")
    return math.ceil(room / stride) + 1
