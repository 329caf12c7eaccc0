"""dW_in and dW_out are turned: their blocks are (in, out).
A gradient has the layout of its weight, (out, in): dW = dy^T x."""

_right = multihead_attention_backward


def multihead_attention_backward(dout, cache):
    gradients = _right(dout, cache)
    gradients["dW_in"] = np.concatenate([block.T for block in np.split(gradients["dW_in"], 3)])
    gradients["dW_out"] = gradients["dW_out"].T
    return gradients
