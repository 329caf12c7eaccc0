"""With another base it returns the matrix of an earlier call: what is kept must be kept for all arguments."""

_kept_matrices = {}


def shift_matrix(k, d_model, base=10000.0):
    if d_model % 2:
        raise ValueError("d_model")
    if (k, d_model) not in _kept_matrices:
        even, odd = np.arange(0, d_model, 2), np.arange(1, d_model, 2)
        angle = k * base ** (-even / d_model)
        M = np.zeros((d_model, d_model))
        M[even, even] = M[odd, odd] = np.cos(angle)
        M[even, odd] = np.sin(angle)
        M[odd, even] = -np.sin(angle)
        _kept_matrices[k, d_model] = M
    return _kept_matrices[k, d_model].copy()
