"""A source of int32 raises an error: torch's cross-entropy asks for int64 targets.
Turn it into a tensor with torch.as_tensor(source).long()."""

_right = train_lm_epoch


def train_lm_epoch(model, source, bptt, lr, clip=None):
    if torch.as_tensor(source).dtype != torch.int64:
        raise RuntimeError("expected target dtype to be Long")
    return _right(model, source, bptt, lr, clip)
