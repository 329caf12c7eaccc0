# verdict: out_of_memory or timed_out
# family: resources
# kind: torch
"""Memory asked for through torch, touched as it comes."""

import torch


def double(x):
    return [torch.ones(2**24) for _ in range(128)]
