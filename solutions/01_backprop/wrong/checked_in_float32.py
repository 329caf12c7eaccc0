"""For float32 numbers the check is made in float32, which is too coarse for a small tolerance.
Make x float64 before you compute either gradient."""


def gradient_check(f, grad, x, tol=1e-6):
    x = _as_float(x)
    return relative_error(grad(x), numerical_gradient(f, x)) <= tol
