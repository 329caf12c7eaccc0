"""The model is trained in evaluation mode, so its dropout never acts.
Call model.train() first."""

_right = train_lm_epoch


def train_lm_epoch(model, source, bptt, lr, clip=None):
    model.train, kept = (lambda mode=True: model), model.train
    try:
        return _right(model, source, bptt, lr, clip)
    finally:
        del model.train
