"""What `autograder show` draws from your own functions."""

from pathlib import Path

import numpy as np

from autograder.studying.pictures import picture


def digits():
    """Images between 0 and 1, and classes."""
    found = np.load(Path("digits.npz"))
    arrays = [found[name] for name in found.files]
    images = next(a for a in arrays if a.ndim >= 3 or (a.ndim == 2 and a.shape[1] == 64))
    images = images.reshape(-1, 1, 8, 8).astype(float)
    labels = next(a for a in arrays if a.ndim == 1 and len(a) == len(images))
    return images / max(1.0, images.max()), labels.astype(int)


def show(axes, image, title="", **options):
    """Draw one plane of numbers in grey, without axes."""
    axes.imshow(image, **{"cmap": "gray", **options})
    axes.set_title(title, fontsize=9)
    axes.set_axis_off()


@picture(
    "Filters by hand",
    ("conv2d_forward",),
    "One digit and four filters of 3 x 3. Left to right and down are bright where the digit gets brighter in "
    "that direction, dark where it gets darker; turned by 180 degrees they would swap bright and dark.",
)
def filters(module, figure):
    """Draw a digit and what four filters make of it."""
    image = digits()[0][:1]
    edge = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    kernels = [np.full((3, 3), 1 / 9), edge, edge.T, np.array([[0.0, -1, 0], [-1, 4, -1], [0, -1, 0]])]
    w = np.stack(kernels)[:, None]
    out = module.conv2d_forward(image, w, np.zeros(4), pad=1)[0]
    figure.set_size_inches(8, 2)
    places = figure.subplots(1, 5)
    show(places[0], image[0, 0], "the digit")
    for axes, plane, name in zip(
        places[1:], out[0], ("mean", "left to right", "down", "corners"), strict=True
    ):
        show(axes, plane, name)


@picture(
    "Filters your network learned",
    ("convnet_init", "train_convnet"),
    "Above the eight filters of the first layer before training, below after it; blue is above 0, red below. "
    "If both rows are the same, nothing was learned.",
)
def learned(module, figure):
    """Draw the filters of the first layer before training and after it."""
    images, labels = digits()
    before = module.convnet_init(np.random.default_rng(0))
    after = module.train_convnet(
        before, images[:300], labels[:300], 6, 0.05, 0.9, 32, np.random.default_rng(1)
    )
    figure.set_size_inches(8, 2.8)
    places = figure.subplots(2, 8)
    for row, params in zip(places, (before, after), strict=True):
        for axes, kernel in zip(row, params["W1"][:, 0], strict=True):
            show(axes, kernel, vmin=-1, vmax=1, cmap="RdBu")
    right = np.mean(module.convnet_predict(after, images[300:600]) == labels[300:600])
    figure.suptitle(f"{right:.0%} of 300 other digits are read right (by chance: 10%)")


@picture(
    "What pooling keeps",
    ("maxpool2d_forward", "avgpool2d_forward"),
    "Half the size each way: the maximum keeps strokes, the mean blurs them.",
)
def pooling(module, figure):
    """Draw a digit, its pooled maxima and its pooled means."""
    image = digits()[0][3:4]
    figure.set_size_inches(8, 2.9)
    places = figure.subplots(1, 3)
    planes = image, module.maxpool2d_forward(image, 2)[0], module.avgpool2d_forward(image, 2)[0]
    for axes, plane, name in zip(places, planes, ("the digit", "maximum", "mean"), strict=True):
        show(axes, plane[0, 0], name, vmin=0, vmax=1)
