"""The images are overwritten: they are centred in place, `X -= ...`. Work on a copy (or leave them as they
are)."""

_convnet_predict = convnet_predict


def convnet_predict(params, X):
    classes = _convnet_predict(params, X)
    X -= X.mean()
    return classes
