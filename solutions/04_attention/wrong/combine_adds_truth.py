"""Beside a float mask, a boolean mask adds 1 to what it keeps and blocks nothing.
Turn True into 0 and False into -inf before adding."""


def combine_masks(*masks):
    masks = [np.asarray(mask) for mask in masks if mask is not None]
    if not masks:
        return None
    if all(mask.dtype == bool for mask in masks):
        return functools.reduce(np.logical_and, masks)
    return functools.reduce(np.add, masks)
