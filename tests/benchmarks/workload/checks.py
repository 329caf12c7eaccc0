"""The 25 checks every tool runs, each against the reference; the same functions for all of them.

A check takes the submission and the reference as two objects with the functions of ``attention.py`` and of
``harness.py``, and raises an AssertionError when their answers differ.
"""

from typing import Any

import torch
from torch.testing import assert_close

Functions = Any


def draw(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    """Return normal numbers that depend on seed and shape alone."""
    generator = torch.Generator().manual_seed(1000 * seed + sum(shape))
    return torch.randn(*shape, generator=generator, dtype=dtype)


def triple(*lead: int, dtype: torch.dtype = torch.float64) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return q, k and v with 5 queries, 7 keys, and 4 and 3 features."""
    return (
        draw(*lead, 5, 4, seed=1, dtype=dtype),
        draw(*lead, 7, 4, seed=2, dtype=dtype),
        draw(*lead, 7, 3, seed=3, dtype=dtype),
    )


def some_keys(*shape: int) -> torch.Tensor:
    """Return a boolean mask that leaves every query its first key."""
    mask = draw(*shape, seed=4) > 0
    mask[..., 0] = True
    return mask


def softmax_rows(student: Functions, reference: Functions) -> None:
    assert_close(student.softmax(draw(4, 7)), reference.softmax(draw(4, 7)))


def softmax_columns(student: Functions, reference: Functions) -> None:
    assert_close(student.softmax(draw(4, 7), 0), reference.softmax(draw(4, 7), 0))


def softmax_middle(student: Functions, reference: Functions) -> None:
    assert_close(student.softmax(draw(2, 5, 3), dim=1), reference.softmax(draw(2, 5, 3), dim=1))


def softmax_vector(student: Functions, reference: Functions) -> None:
    assert_close(student.softmax(draw(6)), reference.softmax(draw(6)))


def softmax_float32(student: Functions, reference: Functions) -> None:
    x = draw(4, 7, dtype=torch.float32)
    assert_close(student.softmax(x.clone()), reference.softmax(x))


def softmax_large(student: Functions, reference: Functions) -> None:
    assert_close(student.softmax(1e4 * draw(4, 7)), reference.softmax(1e4 * draw(4, 7)))


def softmax_sums(student: Functions, reference: Functions) -> None:
    del reference
    assert_close(student.softmax(draw(3, 4, 6)).sum(-1), torch.ones(3, 4, dtype=torch.float64))


def softmax_untouched(student: Functions, reference: Functions) -> None:
    del reference
    assert_close(student.inputs_after("softmax", draw(4, 7)), [draw(4, 7)])


def softmax_gradient(student: Functions, reference: Functions) -> None:
    x, upstream = draw(4, 7), draw(4, 7, seed=5)
    assert_close(student.softmax_grad(x, upstream), reference.softmax_grad(x, upstream))


def _agree(student: Functions, reference: Functions, *args: Any, **kwargs: Any) -> None:
    """Ask both for the attention; what is written into the student's inputs does not reach the reference."""
    actual = student.scaled_dot_product_attention(*(one.clone() for one in args), **kwargs)
    assert_close(actual, reference.scaled_dot_product_attention(*args, **kwargs))


def attention_values(student: Functions, reference: Functions) -> None:
    _agree(student, reference, *triple())


def attention_batch(student: Functions, reference: Functions) -> None:
    _agree(student, reference, *triple(3))


def attention_heads(student: Functions, reference: Functions) -> None:
    _agree(student, reference, *triple(2, 3))


def attention_float32(student: Functions, reference: Functions) -> None:
    _agree(student, reference, *triple(2, dtype=torch.float32))


def attention_shape(student: Functions, reference: Functions) -> None:
    del reference
    assert tuple(student.scaled_dot_product_attention(*triple(2)).shape) == (2, 5, 3)


def attention_one_key(student: Functions, reference: Functions) -> None:
    _agree(student, reference, draw(5, 4), draw(1, 4), draw(1, 3))


def attention_large(student: Functions, reference: Functions) -> None:
    q, k, v = triple()
    _agree(student, reference, 1e3 * q, 1e3 * k, v)


def attention_many_features(student: Functions, reference: Functions) -> None:
    _agree(student, reference, draw(5, 64), draw(7, 64, seed=2), draw(7, 3))


def attention_mask(student: Functions, reference: Functions) -> None:
    _agree(student, reference, *triple(), mask=some_keys(5, 7))


def attention_mask_batch(student: Functions, reference: Functions) -> None:
    _agree(student, reference, *triple(3), mask=some_keys(3, 5, 7))


def attention_mask_for_all(student: Functions, reference: Functions) -> None:
    _agree(student, reference, *triple(2, 3), mask=some_keys(1, 7))


def attention_untouched(student: Functions, reference: Functions) -> None:
    del reference
    assert_close(student.inputs_after("scaled_dot_product_attention", *triple()), list(triple()))


def attention_gradient(student: Functions, reference: Functions) -> None:
    upstream = draw(5, 3, seed=5)
    assert_close(student.attention_grads(*triple(), upstream), reference.attention_grads(*triple(), upstream))


def attention_gradient_batch(student: Functions, reference: Functions) -> None:
    upstream = draw(3, 5, 3, seed=5)
    assert_close(
        student.attention_grads(*triple(3), upstream), reference.attention_grads(*triple(3), upstream)
    )


def causal_square(student: Functions, reference: Functions) -> None:
    _agree(student, reference, draw(6, 4), draw(6, 4, seed=2), draw(6, 3), causal=True)


def causal_and_mask(student: Functions, reference: Functions) -> None:
    mask = some_keys(6, 6)
    _agree(student, reference, draw(6, 4), draw(6, 4, seed=2), draw(6, 3), mask=mask, causal=True)


CHECKS = tuple(name for name in globals() if name.startswith(("softmax_", "attention_", "causal_")))
