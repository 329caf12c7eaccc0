"""With dilation too few places are found: k taps have k - 1 gaps between them, and the window ends with its
last tap."""


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    room = size + 2 * pad - (dilation * k + 1)
    if room < 0:
        raise ValueError(f"{k} taps, {dilation} apart, do not fit into {size} + 2 * {pad} pixels")
    return room // stride + 1
