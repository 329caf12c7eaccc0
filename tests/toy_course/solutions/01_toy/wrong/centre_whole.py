"""One mean of the whole array is subtracted; each row has its own."""


def centre(x):
    return x - x.mean()
