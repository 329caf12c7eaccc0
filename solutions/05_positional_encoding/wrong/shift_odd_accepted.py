"""For an odd d_model there is an answer where there should be a ValueError: a lone sine cannot be moved
without its cosine.
"""


def shift_matrix(k, d_model, base=10000.0):
    M = np.eye(d_model)
    for c in range(0, d_model - 1, 2):
        angle = k * base ** (-c / d_model)
        M[c, c] = M[c + 1, c + 1] = math.cos(angle)
        M[c, c + 1] = math.sin(angle)
        M[c + 1, c] = -math.sin(angle)
    return M
