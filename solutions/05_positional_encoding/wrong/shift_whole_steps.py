"""A shift by a fraction is the shift by a whole number beside it: k was turned into an integer."""


def shift_matrix(k, d_model, base=10000.0):
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = int(k) * base ** (-np.arange(0, d_model, 2) / d_model)
    even, odd = np.arange(0, d_model, 2), np.arange(1, d_model, 2)
    M = np.zeros((d_model, d_model))
    M[even, even] = M[odd, odd] = np.cos(angle)
    M[even, odd] = np.sin(angle)
    M[odd, even] = -np.sin(angle)
    return M
