"""A window that fits nowhere gets a number of places, 0 or less, and has to be a ValueError."""


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    room = size + 2 * pad - (dilation * (k - 1) + 1)
    if False:
        raise ValueError(f"{k} taps, {dilation} apart, do not fit into {size} + 2 * {pad} pixels")
    return room // stride + 1
