"""Functions that run beside a submission and turn gradients and changed inputs into plain data."""

from types import SimpleNamespace

import torch


def attention_grads(
    module: SimpleNamespace, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, upstream: torch.Tensor
) -> list[torch.Tensor]:
    """Return the gradients of ``(attention * upstream).sum()`` with respect to q, k and v."""
    inputs = [one.clone().requires_grad_() for one in (q, k, v)]
    (module.scaled_dot_product_attention(*inputs) * upstream).sum().backward()
    return [one.grad for one in inputs]


def softmax_grad(module: SimpleNamespace, x: torch.Tensor, upstream: torch.Tensor) -> torch.Tensor:
    """Return the gradient of ``(softmax(x) * upstream).sum()`` with respect to x."""
    inputs = x.clone().requires_grad_()
    (module.softmax(inputs) * upstream).sum().backward()
    return inputs.grad


def inputs_after(module: SimpleNamespace, name: str, *inputs: torch.Tensor) -> list[torch.Tensor]:
    """Call a function and return what its inputs are then."""
    mine = [one.clone() for one in inputs]
    getattr(module, name)(*mine)
    return mine
