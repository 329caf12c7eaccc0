"""Large matrices give NaN: their determinant is beyond the largest number, although its logarithm and the
gradient are not. Do without the determinant."""


def grad_logdet(A):
    A = _as_float(A)
    det = np.linalg.det(A)
    adjugate = det * np.linalg.inv(A)
    return (adjugate / det).T.copy()
