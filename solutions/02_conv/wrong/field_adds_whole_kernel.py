"""The field is too large from the first layer on: a layer adds its k - 1 further taps (times the jump), not
k."""


def receptive_field(layers):
    rf, jump = 1, 1
    for k, stride, dilation in layers:
        rf += dilation * k * jump
        jump *= stride
    return rf, jump
