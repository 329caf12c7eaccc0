"""The entries off the diagonal have the wrong sign: more score for one class takes probability from the others, -p_i p_j."""


def softmax_jacobian(p):
    p = _as_float(p)
    eye = np.eye(p.shape[1], dtype=p.dtype)
    return p[:, :, None] * (eye * (1 - 2 * p[:, None, :]) + p[:, None, :])
