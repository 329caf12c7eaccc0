"""With strides the field is too large: a layer's taps lie as far apart as its *inputs* do, so its own stride
counts only for the layers after it."""


def receptive_field(layers):
    rf, jump = 1, 1
    for k, stride, dilation in layers:
        jump *= stride
        rf += dilation * (k - 1) * jump
    return rf, jump
