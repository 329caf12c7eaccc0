"""What a failed public test says: the call, what differs and where, a remark, how to do it again.

For runs at home, where inputs and expected values may be shown. What hidden tests say is in `judging`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checking import causes, experiments
from autograder.checking.beneath import first_to_mend
from autograder.checking.mismatch import Compared, Mismatch
from autograder.checking.parts import parts_of
from autograder.checking.remarks import Given, is_place, on_object, remarks_on
from autograder.checking.reproducing import reproduce
from autograder.checking.runners import Called, InProcess, describe_call
from autograder.isolation.values import Array

if TYPE_CHECKING:
    from autograder.checking.run import Run

_SHARED = (str, int, bool, type(None))
_BESIDE = 3
"""Values shown on each side of the worst place."""


def on_mismatch(run: Run, error: Mismatch) -> str:
    """Say what differs."""
    compared = error.compared
    index = _origin(run.runner.calls, compared.actual) if compared else len(run.runner.calls) - 1
    other = _origin(run.runner.calls, compared.expected) if compared else None
    origin = run.runner.calls[index] if compared and index is not None else None
    parts = parts_of(run.runner, origin, compared and compared.actual)
    lines = [_headline(run, index, other, parts.where())]
    for i in dict.fromkeys([index, other]):
        if i is not None and (text := causes.about(run.runner, run.runner.calls[i].function)):
            lines.append(_line("about", f"{run.runner.calls[i].function}: {text}"))
    lines += _first(run, index)
    shown = [d for d in error.differences if d.aspect != "note"]
    lines += [_line(d.aspect, parts.named(d.detail or d.text)) for d in shown]
    if compared is not None:
        lines += _around(compared)
        lines += [_line("remark", parts.named(text)) for text in _remarks(run, compared, index, other)]
    elif any(d.text.startswith("it returned a value where") for d in error.differences):
        lines.append(_line("remark", "this input should be refused: look at it first, and raise"))
    elif index is not None and index >= 0 and error.differences:
        text = on_object(error.differences[0].text, run.runner.calls[index].function)
        lines += [_line("remark", text)] if text else []
    chosen = index if index is not None else len(run.runner.calls) - 1
    if chosen >= 0:
        call = run.runner.calls[chosen]
        if causes.holds_nan(call.result) and any(d.aspect in ("finite", "values") for d in error.differences):
            lines += [_line("remark", text) for text in [causes.first_complaint(run.runner, call)] if text]
        lines += again(run, chosen)
    return "\n".join(lines)


def _first(run: Run, index: int | None) -> list[str]:
    """Say what to mend first, if something that a call builds on is wrong."""
    calls = run.runner.calls
    text = first_to_mend(run, calls[-1 if index is None else index].function) if calls else ""
    return [_line("first", text)] if text else []


def _remarks(run: Run, compared: Compared, index: int | None, other: int | None) -> list[str]:
    """Say what the numbers show; if that is nothing, what further calls show."""
    calls = run.runner.calls
    given, earlier = Given(), []
    if calls:
        call = calls[-1 if index is None else index]
        given = Given.of(_parameters(run, call), call.args, call.kwargs)
        before = [c for c in calls[:index] if c.function == call.function and index is not None]
        earlier = [c.result for c in before if not _same_inputs(c, call)]
    if other is not None:  # either of the two answers may be the wrong one
        texts = [text for text in _safely(compared, given, []) if "what is expected" in text]
        return [text.replace("what is expected", "what the other call says") for text in texts]
    texts = _safely(compared, given, earlier)
    if calls and all(map(is_place, texts)):
        call = calls[-1 if index is None else index]
        part = _part(call.result, compared.actual)
        expected = None if part is _NOWHERE else compared.expected
        text = experiments.tried(run.runner, call, expected, None if part is _NOWHERE else part)
        texts += [text] if text else []
    return texts


_NOWHERE = object()


def _part(result: Any, value: Any) -> Any:
    """Return the index or key under which a value stands in a result; None when it is the whole result."""
    if value is result:
        return None
    keys = result.keys() if type(result) is dict else range(len(result)) if type(result) is tuple else ()
    return next((key for key in keys if result[key] is value), _NOWHERE)


def _safely(compared: Compared, given: Given, earlier: list[Any]) -> list[str]:
    """Return the remarks; what differs is told even if the search for a pattern trips over an odd answer."""
    try:
        return remarks_on(compared, given, earlier)
    except (ArithmeticError, LookupError, TypeError, ValueError, Warning) as error:
        return [f"(no pattern could be looked for: {type(error).__name__})"]


def on_assertion(run: Run, text: str) -> str:
    """Say the sentence of a plain assertion, and how to do the last call again."""
    calls = run.runner.calls
    head = _call(run, calls[-1]) if calls else "the answer"
    return "\n".join([f"{head}: {text}", *_first(run, None), *(again(run, len(calls) - 1) if calls else [])])


def on_exception(run: Run, error: BaseException) -> str:
    """Say what an exception often comes from, and how to get it again."""
    given = Given()
    if run.runner.calls:
        call = run.runner.calls[-1]
        given = Given.of(_parameters(run, call), call.args, call.kwargs)
    found = causes.cause(error, run.runner, given)
    lines = [*_first(run, None), *([_line("remark", found)] if found else [])]
    return "\n".join([*lines, *(again(run, len(run.runner.calls) - 1) if run.runner.calls else [])])


def again(run: Run, index: int) -> list[str]:
    """Return the line that makes a call again."""
    place, runner = run.current, run.runner
    if place is None:
        return []
    call = runner.calls[index]
    module, harness = "", False
    if isinstance(runner, InProcess):
        module = runner.source.module
        harness = runner.source.harness is not None and call.function in runner.program().harness
    else:
        module = runner.worker.source.module
        harness = f"\ndef {call.function}(" in (runner.worker.source.harness or "")
    line = reproduce(module, call, place.test, index, run.seed, in_harness=harness)
    return [_line("reproduce", line)]


def _line(label: str, text: str) -> str:
    return f"  {label:<10} {text}"


def _headline(run: Run, index: int | None, other: int | None, where: str) -> str:
    calls = run.runner.calls
    if not calls:
        return "the answer differs from what is expected"
    if index is None:
        return f"what the test makes of {_call(run, calls[-1])} differs from what is expected"
    if other is not None and other != index:
        return f"{_call(run, calls[index])} does not agree with {_call(run, calls[other])}, as it should"
    return f"{_call(run, calls[index])}{where} differs from what is expected"


def _call(run: Run, call: Called) -> str:
    return describe_call(call, _parameters(run, call), values=True)


def _parameters(run: Run, call: Called) -> list[str]:
    return run.runner.parameters(call.function) if isinstance(run.runner, InProcess) else []


def _origin(calls: list[Called], value: Any) -> int | None:
    """Return the latest call that returned this very value, or something it is a part of."""
    for i in range(len(calls) - 1, -1, -1):
        if calls[i].result is not None and _is_part(value, calls[i].result):
            return i
    only_none = [i for i, call in enumerate(calls) if call.error is None and call.result is None]
    return only_none[-1] if value is None and only_none else None


def _is_part(value: Any, result: Any) -> bool:
    if value is result:
        return True
    if type(value) in _SHARED:  # Python keeps one object for all that are equal, wherever they come from
        return False
    if type(result) in (list, tuple):
        inside = any(_is_part(value, item) for item in result)
        parts = type(value) in (list, tuple) and len(value) > 0 and not inside
        return inside or (parts and all(_is_part(v, result) for v in value))
    if type(result) is dict:
        return any(_is_part(value, item) for item in result.values())
    if isinstance(value, np.ndarray) and isinstance(result, np.ndarray) and value.size:
        return bool(np.may_share_memory(value, result))
    return False


def _same_inputs(a: Called, b: Called) -> bool:
    from autograder.checking.habits import changed

    return not changed((a.args, a.kwargs), (b.args, b.kwargs))


def _around(compared: Compared) -> list[str]:
    """Show a few values on both sides of the worst place of the first array that differs."""
    found = _first_array(compared, compared.actual, compared.expected)
    if found is None:
        return []
    mine, right = found
    with np.errstate(all="ignore"):
        gap = np.abs(mine.astype(np.complex128) - right.astype(np.complex128))
    gap = np.where(
        np.isnan(gap) & ~(np.isnan(mine) & np.isnan(right)), np.inf, np.nan_to_num(gap, posinf=np.inf)
    )
    gap = np.where(mine == right, 0, gap)
    *lead, column = (int(i) for i in np.unravel_index(int(np.argmax(gap)), gap.shape))
    first = max(0, min(column - _BESIDE, mine.shape[-1] - 2 * _BESIDE - 1))
    last = min(mine.shape[-1], first + 2 * _BESIDE + 1)
    rows = [[f"{v:.5g}" for v in array[tuple(lead)][first:last].tolist()] for array in (mine, right)]
    wide = [max(len(row[j]) for row in rows) for j in range(last - first)]
    dots = ("… " if first else "", " …" if last < mine.shape[-1] else "")
    shown = [
        dots[0]
        + "  ".join(
            f">{text:>{n}}<" if first + j == column else f" {text:>{n}} "
            for j, (text, n) in enumerate(zip(row, wide, strict=True))
        )
        + dots[1]
        for row in rows
    ]
    place = ", ".join([*map(str, lead), f"{first}:{last}"])
    return [
        _line("around", f"[{place}]"),
        _line("", f"yours    {shown[0]}"),
        _line("", f"expected {shown[1]}"),
    ]


def _first_array(compared: Compared, mine: Any, right: Any) -> tuple[Array, Array] | None:
    if type(mine) in (list, tuple) and type(right) is type(mine) and len(mine) == len(right):
        pairs = zip(mine, right, strict=True)
    elif type(mine) is dict and type(right) is dict:
        pairs = zip(
            [mine[k] for k in right if k in mine], [right[k] for k in right if k in mine], strict=True
        )
    else:
        mine, right = (v.detach().numpy() if hasattr(v, "detach") else v for v in (mine, right))
        arrays = isinstance(mine, np.ndarray) and isinstance(right, np.ndarray)
        if not arrays or mine.shape != right.shape or mine.ndim == 0 or mine.size < 2:
            return None
        if mine.dtype.kind not in "biuf" or (compared.rule.dtype and mine.dtype != right.dtype):
            return None
        tolerance = compared.rule.tolerance(mine.dtype, right.dtype)
        with np.errstate(all="ignore"):
            same = np.allclose(mine, right, tolerance.rtol, tolerance.atol, equal_nan=True)
        return None if same else (mine, right)
    return next((found for pair in pairs if (found := _first_array(compared, *pair)) is not None), None)
