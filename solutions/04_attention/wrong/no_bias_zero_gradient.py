"""A bias that was None gets a gradient of zeros.
None in, None out."""

_right = multihead_attention_backward


def multihead_attention_backward(dout, cache):
    gradients = _right(dout, cache)
    E = np.shape(dout)[-1]
    return gradients | {
        "db_in": np.zeros(3 * E) if gradients["db_in"] is None else gradients["db_in"],
        "db_out": np.zeros(E) if gradients["db_out"] is None else gradients["db_out"],
    }
