"""float32 masks come back as float64: np.where(mask, 0.0, -np.inf) alone is float64, and the sum follows it.
Bring the converted boolean mask to the float mask's dtype."""


def combine_masks(*masks):
    masks = [np.asarray(mask) for mask in masks if mask is not None]
    if not masks:
        return None
    if all(mask.dtype == bool for mask in masks):
        return functools.reduce(np.logical_and, masks)
    return functools.reduce(np.add, [np.where(m, 0.0, -np.inf) if m.dtype == bool else m for m in masks])
