"""A window that is larger than the image is refused although it fits into the padded image.
Compare it with size + 2 pad."""


def conv_output_size(size, k, stride=1, pad=0, dilation=1):
    if dilation * (k - 1) + 1 > size:
        raise ValueError("the window does not fit")
    return (size + 2 * pad - dilation * (k - 1) - 1) // stride + 1
