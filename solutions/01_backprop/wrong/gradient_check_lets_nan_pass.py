"""A gradient with a NaN in it passes: comparisons with NaN are False, so `not error > tol` is True and
max(worst, nan) is worst. Let numpy take the maximum, and ask whether error <= tol."""


def gradient_check(f, grad, x, tol=1e-6):
    x = np.array(x, dtype=np.float64)
    return not relative_error(grad(x), numerical_gradient(f, x)) > tol
