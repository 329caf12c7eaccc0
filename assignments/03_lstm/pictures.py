"""What `autograder show` draws from your own functions."""

import numpy as np

from autograder.studying.pictures import picture


@picture(
    "A cell that remembers",
    ("init_lstm", "lstm_cell_forward"),
    "One pulse comes in at step 5. With forget_bias 3 the cell keeps it long, with -1 it is gone at once.",
)
def memory(module, figure):
    """Draw how long the trace of a pulse stays in the cell, a line for each forget_bias."""
    axes = figure.subplots()
    for bias in (-1.0, 1.0, 3.0):
        parameters = module.init_lstm(1, 8, np.random.default_rng(0), forget_bias=bias)
        weights = [parameters[name] for name in ("W_ih", "W_hh", "b_ih", "b_hh")]
        runs = []
        for pulse in (0.0, 3.0):
            h, c, cells = np.zeros((1, 8)), np.zeros((1, 8)), []
            for t in range(40):
                h, c, _ = module.lstm_cell_forward(np.full((1, 1), pulse if t == 5 else 0.0), h, c, *weights)
                cells.append(c[0])
            runs.append(np.array(cells))
        axes.plot(np.linalg.norm(runs[1] - runs[0], axis=1), label=f"forget_bias {bias:g}")
    axes.set(xlabel="step", ylabel="trace of the pulse in the cell")
    axes.legend()


@picture(
    "A gate over time",
    ("lstm_cell_forward",),
    "Of one unit with large weights by hand: the input opens the input gate at steps 5 and 25 and closes the "
    "forget gate at step 20. The cell fills, keeps, empties, fills again.",
)
def gate(module, figure):
    """Draw the cell and the output of one unit that is told when to write and when to forget."""
    W_ih = np.array([[12.0, 0.0], [0.0, -12.0], [0.0, 0.0], [0.0, 0.0]])
    bias = np.array([-6.0, 6.0, 3.0, 6.0])
    x = np.zeros((35, 2))
    x[[5, 25], 0], x[20, 1] = 1, 1
    h, c, seen = np.zeros((1, 1)), np.zeros((1, 1)), []
    for step in x:
        h, c, _ = module.lstm_cell_forward(step[None], h, c, W_ih, np.zeros((4, 1)), bias, np.zeros(4))
        seen.append((c.item(), h.item()))
    axes = figure.subplots()
    axes.plot(np.array(seen), label=["cell c", "output h"])
    axes.plot(x - 1.5, lw=0.8, drawstyle="steps-mid", label=["asks to write", "asks to forget"])
    axes.set(xlabel="step")
    axes.legend()


@picture(
    "How far gradients reach",
    ("init_lstm", "lstm_forward", "lstm_backward"),
    "The gradient of the last output with respect to every input, by the size of its steps back in time. The "
    "more the cell keeps, the slower it shrinks; a line that ends at once means that nothing travels back.",
)
def reach(module, figure):
    """Draw the size of the gradient of the last output by the steps it has travelled back."""
    rng, axes = np.random.default_rng(0), figure.subplots()
    for bias in (0.0, 2.0):
        p = module.init_lstm(3, 16, np.random.default_rng(1), forget_bias=bias)
        x, zero = rng.normal(size=(4, 40, 3)), np.zeros((4, 16))
        hs, _, cache = module.lstm_forward(x, zero, zero, p["W_ih"], p["W_hh"], p["b_ih"], p["b_hh"])
        dx = module.lstm_backward(np.zeros_like(hs), np.ones((4, 16)), zero, cache)[0]
        axes.semilogy(np.abs(dx).mean(axis=(0, 2))[::-1] + 1e-18, label=f"forget_bias {bias:g}")
    axes.set(xlabel="steps back", ylabel="mean size of dx")
    axes.legend()
