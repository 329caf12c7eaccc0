"""The result has the first float mask's dtype, so that a float64 mask behind a float32 one is cut down.
float32 and float64 together give float64: np.result_type of all float masks."""


def combine_masks(*masks):
    masks = [np.asarray(mask) for mask in masks if mask is not None]
    if not masks:
        return None
    dtypes = [mask.dtype for mask in masks if mask.dtype != bool]
    if not dtypes:
        return functools.reduce(np.logical_and, masks)
    added = [np.where(mask, 0.0, -np.inf) if mask.dtype == bool else mask for mask in masks]
    return functools.reduce(np.add, [mask.astype(dtypes[0]) for mask in added])
