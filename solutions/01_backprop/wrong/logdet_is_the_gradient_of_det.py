"""This is the gradient of det A; the logarithm in front divides it by det A, which leaves the inverse transposed."""


def grad_logdet(A):
    A = _as_float(A)
    return (np.linalg.det(A) * np.linalg.inv(A).T).astype(A.dtype)
