"""The blocks mix feature j with feature j + d / 2. Sine and cosine of a pair stand side by side, so the 2 x
2 blocks lie along the diagonal.
"""


def shift_matrix(k, d_model, base=10000.0):
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = k * base ** (-np.arange(0, d_model, 2) / d_model)
    even, odd = np.arange(d_model // 2), np.arange(d_model // 2, d_model)
    M = np.zeros((d_model, d_model))
    M[even, even] = M[odd, odd] = np.cos(angle)
    M[even, odd] = np.sin(angle)
    M[odd, even] = -np.sin(angle)
    return M
