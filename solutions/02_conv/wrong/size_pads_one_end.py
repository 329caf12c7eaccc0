"""With padding too few places are found: there are pad pixels more at either end, 2 * pad in all."""


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    room = size + pad - (dilation * (k - 1) + 1)
    if room < 0:
        raise ValueError(f"{k} taps, {dilation} apart, do not fit into {size} + 2 * {pad} pixels")
    return room // stride + 1
