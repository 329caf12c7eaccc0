"""The inverse is not transposed: entry (i, j) of the gradient belongs to A[i, j], and df = <G, dA> gives G = A^-T."""


def grad_logdet(A):
    return np.linalg.inv(_as_float(A))
