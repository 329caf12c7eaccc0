# verdict: wrong or crashed or timed_out or raised or out_of_memory
# family: resources
# kind: torch
"""Sixty-four threads of torch after a fork."""

import torch


def double(x):
    torch.set_num_threads(64)
    many = torch.ones(2**22)
    for _ in range(20):
        many = many.exp().log()
    return x
