"""It moves back where it should move on: the minus sign stands at the wrong sine (the matrix is transposed).
The upper row of a block gives sin(pw + kw) = cos(kw) sin(pw) + sin(kw) cos(pw).
"""


def shift_matrix(k, d_model, base=10000.0):
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = k * base ** (-np.arange(0, d_model, 2) / d_model)
    even, odd = np.arange(0, d_model, 2), np.arange(1, d_model, 2)
    M = np.zeros((d_model, d_model))
    M[even, even] = M[odd, odd] = np.cos(angle)
    M[even, odd] = -np.sin(angle)
    M[odd, even] = np.sin(angle)
    return M
