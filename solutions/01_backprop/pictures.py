"""What `autograder show` draws from your own functions."""

import numpy as np

from autograder.studying.pictures import picture


def spiral(n=60):
    """Three arms of points, and the number of each point's arm."""
    rng = np.random.default_rng(0)
    t = np.tile(np.linspace(0.3, 3.2, n), 3)
    arm = np.repeat(np.arange(3), n)
    angle = t * 1.6 + arm * 2 * np.pi / 3
    return np.stack([t * np.cos(angle), t * np.sin(angle)], axis=1) + 0.08 * rng.normal(size=(3 * n, 2)), arm


@picture(
    "Learning a spiral",
    ("mlp_init", "mlp_loss_and_grads"),
    "The loss has to fall, quickly at first. The dashed line is ln 3 = 1.1, what guessing costs. If the loss "
    "stays where it is the gradients are wrong or 0; if it leaves at the top, look at their sign and size.",
)
def loss_curve(module, figure):
    """Draw the loss of a small network on the spiral over 400 steps, one line per activation."""
    X, y = spiral()
    axes = figure.subplots()
    for activation in ("relu", "tanh"):
        params = module.mlp_init([2, 32, 16, 3], np.random.default_rng(1))
        losses = []
        for _ in range(400):
            loss, grads = module.mlp_loss_and_grads(params, X, y, activation)
            params = {name: value - 0.3 * grads[name] for name, value in params.items()}
            losses.append(loss)
        axes.plot(losses, label=activation)
    axes.axhline(np.log(3), color="grey", lw=0.8, ls="--")
    axes.set(xlabel="step", ylabel="loss", ylim=(0, 4))
    axes.legend()


@picture(
    "The gradient check",
    ("numerical_gradient", "softmax", "cross_entropy"),
    "Every dot is one entry of your gradient of the cross-entropy against central differences. All belong on "
    "the line.",
)
def check(module, figure):
    """Draw the gradient of the cross-entropy against central differences, a dot for each entry."""
    rng = np.random.default_rng(2)
    logits, y = rng.normal(size=(6, 5)), rng.integers(0, 5, 6)
    numeric = module.numerical_gradient(lambda z: module.cross_entropy(z, y)[0], logits)
    axes = figure.subplots()
    axes.axline((0, 0), slope=1, color="grey", lw=0.8)
    axes.plot(numeric.ravel(), module.cross_entropy(logits, y)[1].ravel(), "o")
    axes.set(xlabel="central differences", ylabel="your gradient")


@picture(
    "Rectifiers and sigmoids",
    ("sigmoid", "softplus", "relu", "leaky_relu"),
    "Sigmoid runs from 0 to 1, softplus is relu with its corner rounded off, leaky relu has a slope of 0.2 "
    "on the left here. No line may break off, not even far out.",
)
def curves(module, figure):
    """Draw four activation functions between -6 and 6."""
    x, axes = np.linspace(-6, 6, 241), figure.subplots()
    for name in ("sigmoid", "softplus", "relu", "leaky_relu"):
        options = {"alpha": 0.2} if name == "leaky_relu" else {}
        style = "--" if name == "relu" else "-"
        axes.plot(x, getattr(module, name)(x, **options), style, label=name, zorder=3 - (style == "-"))
    axes.set(ylim=(-1.5, 4))
    axes.legend()
