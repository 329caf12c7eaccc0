"""The list of layers is empty afterwards: `pop` takes from the caller's list."""


def receptive_field(layers):
    rf, jump = 1, 1
    while layers:
        k, stride, dilation = layers.pop(0)
        rf += dilation * (k - 1) * jump
        jump *= stride
    return rf, jump
