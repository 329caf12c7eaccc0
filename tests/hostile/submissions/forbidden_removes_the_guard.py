# verdict: raised
# family: forbidden
"""Removes what answers its imports, then imports torch: the files are not there."""

import sys

sys.meta_path[:] = [finder for finder in sys.meta_path if "forbidden" not in type(finder).__module__]
sys.path_importer_cache.clear()


def double(x):
    import torch

    return torch.add(torch.from_numpy(x), torch.from_numpy(x)).numpy()
