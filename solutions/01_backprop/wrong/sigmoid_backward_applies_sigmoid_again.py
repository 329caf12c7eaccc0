"""sigmoid is applied to what is already its result; the argument is the output s, and s' = s (1 - s)."""


def sigmoid_backward(dout, out):
    s = sigmoid(out)
    return _as_float(dout) * s * (1 - s)
