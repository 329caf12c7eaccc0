"""What `autograder show` draws from your own functions."""

import numpy as np

from autograder.studying.pictures import picture


@picture(
    "The table of waves",
    ("sinusoidal_encoding",),
    "A row for each position. Waves are quick on the left and slow on the right; row 0 is 0, 1, 0, 1, ...",
)
def table(module, figure):
    """Draw the encoding of 64 positions, and the dot products between its rows."""
    left, right = figure.subplots(1, 2, width_ratios=[2, 1])
    pe = module.sinusoidal_encoding(64, 48)
    figure.colorbar(left.imshow(pe, aspect="auto", cmap="RdBu", vmin=-1, vmax=1), ax=left)
    left.set(xlabel="feature", ylabel="position", title="encoding")
    right.imshow(pe @ pe.T, cmap="viridis")
    right.set(title="dot products", xlabel="position", ylabel="position")


@picture(
    "Turning by position",
    ("rope",),
    "The score of one query with one key that stands d places away, from three different places: the three "
    "lines must lie on each other, for only the distance counts.",
)
def distance(module, figure):
    """Draw the score of a query and a key over their distance, from three starting positions."""
    rng, axes = np.random.default_rng(0), figure.subplots()
    q, k = rng.normal(size=16), rng.normal(size=16)
    for start, width in ((0, 5), (10, 3), (100, 1)):
        turned = module.rope(np.tile(k, (40, 1)), positions=np.arange(start, start + 40))
        asked = module.rope(q[None], positions=np.array([start]))
        axes.plot(turned @ asked[0], lw=width, label=f"query at {start}", alpha=0.7)
    axes.set(xlabel="distance d", ylabel="score")
    axes.legend()


@picture(
    "What ALiBi takes off",
    ("alibi_bias",),
    "Each head forgets at its own pace: the first looks at its neighbours, the last far back. White is -inf.",
)
def bias(module, figure):
    """Draw the bias that each of four heads adds to its scores."""
    found = module.alibi_bias(4, 24, 24)
    figure.set_size_inches(figure.get_figwidth(), 2.4)
    for i, axes in enumerate(figure.subplots(1, 4)):
        axes.imshow(found[i], cmap="magma", vmin=-6, vmax=0)
        axes.set(title=f"head {i}", xlabel="key", ylabel="" if i else "query")


@picture(
    "Buckets of distances",
    ("t5_bucket",),
    "Steps of one near 0, ever longer ones farther out, flat beyond 128; later keys have their own buckets.",
)
def buckets(module, figure):
    """Draw the bucket of every distance from -160 to 160."""
    rel, axes = np.arange(-160, 161), figure.subplots()
    axes.step(rel, module.t5_bucket(rel), where="mid")
    axes.set(xlabel="distance", ylabel="bucket")
