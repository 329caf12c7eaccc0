"""The means are those of the columns; take them along axis 1, one for each row."""


def centre(x):
    return x - x.mean(axis=0, keepdims=True)
