"""clip=0.0 does not clip at all.
Only None means that: write `if clip is not None`, since 0.0 counts as false."""

_epoch = train_lm_epoch


def train_lm_epoch(model, source, bptt, lr, clip=None):
    return _epoch(model, source, bptt, lr, clip or None)
