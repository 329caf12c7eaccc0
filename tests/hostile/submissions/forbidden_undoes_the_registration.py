# verdict: refused
# family: forbidden
# kind: torch
"""Searches the heap for the library object and destroys it."""

import gc

import torch


def double(x):
    gc.unfreeze()
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Library", "_DispatchModule"):
            for name in ("_destroy", "reset"):
                if hasattr(thing, name):
                    getattr(thing, name)()
    q = torch.from_numpy(x).reshape(1, 1, -1, 1)
    return torch._C._nn.scaled_dot_product_attention(q, q, q)
