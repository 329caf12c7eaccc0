"""Fuzz what the trusted side does with a worker's reply, guided by coverage (atheris, libFuzzer).

    python tests/fuzz/fuzz_wire.py                       a bounded run, the same every time
    python tests/fuzz/fuzz_wire.py --runs 0 --seed 7     until it is stopped
    python tests/fuzz/fuzz_wire.py FILE …                again what a run has found

Whatever the bytes are, they become a plain value, a failure in bounded words, or one of the wire's own
errors; never another exception, nor more memory or time than the limits. The first inputs are real replies,
made here.
"""

from __future__ import annotations

import argparse
import copy
import random
import resource
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import atheris
import msgspec

with atheris.instrument_imports(include=["autograder.isolation"]):
    from autograder.isolation import messages, verdicts, wire
    from autograder.isolation.failures import bounded
    from autograder.isolation.flattening import flatten
    from autograder.isolation.rebuilding import rebuild
    from autograder.isolation.values import DTYPES, Limits, NotPlainError

import numpy as np

RUNS, SEED = 40_000, 1
LONGEST, MEMORY_MB, SECONDS = 4096, 512, 5
LIMITS = Limits(nodes=2000, payload=2**16)
HEAD = struct.Struct("<IQI")
REFUSED = (messages.WireError, wire.ClosedError, wire.DeadlineError, NotPlainError)
_CASES = (
    *(
        None,
        True,
        -1,
        2**63 - 1,
        0.5,
        1j,
        "text",
        b"\x00\xff",
        [1, [2, [3]]],
        (1, "a"),
        {"k": [1.0], 2: None},
    ),
    *(np.arange(6.0).reshape(2, 3), np.ones(3, bool), np.zeros((0, 4), np.complex64), np.float32(1.5)),
    {"grads": [np.ones((2, 2)), np.int64(3)], "loss": 0.25, (1, 2): np.float16(2)},
)

_INTERESTING: tuple[Any, ...] = (
    *(None, True, 0, 1, -1, 2**47, -(2**47), 2**63 - 1, -(2**63), 2**64 - 1, 0.0, float("nan"), "", "\u0100"),
    *("l", "t", "d", "b", "c", "a", "s", "T", *DTYPES),
    *([], ["l", []], ["t", [1, 1]], ["d", [[1, 2]]], ["b", "x"], ["c", 1.0, 2.0], ["a", "float64", [0]]),
)


class Arrived:
    """A connection from which these bytes come, and then the end."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)

    def settimeout(self, seconds: float | None) -> None:
        """Take any."""

    def recv_into(self, buffer: memoryview) -> int:
        """Give what is left."""
        count = min(len(buffer), len(self.data))
        buffer[:count], self.data = self.data[:count], self.data[count:]
        return count


def try_one(data: bytes) -> None:
    """Receive `data` as a worker's reply; raise when that ends otherwise than it may.

    After an even first byte come the bytes of a stream, as they are. After an odd one a header and a payload,
    whose lengths are made true here: byte 2 and 3 say how long the payload is.
    """
    stream = data[1:]
    if data[:1] and data[0] % 2 and len(data) >= 3:
        body = data[3:]
        payload = min(int.from_bytes(data[1:3], "little"), len(body))
        header = len(body) - payload
        stream = HEAD.pack(header, payload, 1) + body
    try:
        answer = wire.receive_reply(Arrived(stream), time.monotonic() + 60, LIMITS.payload)  # type: ignore[arg-type]
        reply, buffers = answer.read()
        if reply.failure is not None:
            failure = verdicts.possible(reply.failure, "def f():\n    pass\n")
            assert failure.kind in verdicts.KINDS | {"Forbidden"}
            assert failure.line is None or 0 < failure.line <= 3
            assert len(bounded(failure.text)) <= 120
            assert bounded(failure.name).isprintable()
            verdicts.verdict_of(failure)
            return
        value = rebuild(reply.tree, buffers, limits=LIMITS)
    except REFUSED:
        return
    # exact types only: what is plain can be taken apart again, within the same limits
    try:
        flatten(value, limits=Limits(LIMITS.nodes, 4 * LIMITS.payload))
    except NotPlainError as error:
        # text is counted twice as it comes back; nothing else may be refused now
        if "Unicode" not in str(error) and "bytes in one result" not in str(error):
            raise AssertionError(f"rebuilt but not plain: {error}") from error


def seeds() -> Iterator[bytes]:
    """Make inputs from real replies, as streams and as bodies."""
    replies = [messages.Reply(failure=messages.Failure("ValueError", "Mine", "text", 2, "submission"))]
    replies.append(messages.Reply(not_plain="an object of type X"))
    bodies = [(messages.pack(reply, []).header, b"") for reply in replies]
    for case in _CASES:
        tree, buffers = flatten(case)
        frame = messages.pack(messages.Reply(tree, messages.sizes_of(buffers)), buffers)
        bodies.append((frame.header, b"".join(buffers)))
    for header, payload in bodies:
        yield b"\x00" + HEAD.pack(len(header), len(payload), 1) + header + payload
        yield b"\x01" + len(payload).to_bytes(2, "little") + header + payload


def mutate(data: bytes, longest: int, seed: int) -> bytes:
    """Change bytes as libFuzzer does, or some values inside a body, which stays well-formed."""
    rng = random.Random(seed)
    if len(data) < 4 or not data[0] % 2 or rng.random() < 0.4:
        return bytes(atheris.Mutate(data, longest))
    body = data[3:]
    cut = len(body) - min(int.from_bytes(data[1:3], "little"), len(body))
    try:
        reply = msgspec.msgpack.decode(body[:cut])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return bytes(atheris.Mutate(data, longest))
    for _ in range(rng.randint(1, 3)):
        places = list(_places(reply))
        if not places:
            break
        holder, key = rng.choice(places)
        choice = rng.randrange(5)
        if choice == 0 and type(holder[key]) is int:
            holder[key] = max(-(2**63), min(2**63, holder[key] + rng.choice([-8, -1, 1, 8])))
        elif choice == 1:
            other, there = rng.choice(places)
            holder[key] = copy.deepcopy(other[there])
        elif choice == 2 and type(holder) is list:
            holder.insert(key, copy.deepcopy(holder[key]))
        elif choice == 3 and type(holder) is list:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(rng.choice(_INTERESTING))
    changed = data[:3] + msgspec.msgpack.encode(reply) + body[cut:]
    return changed if len(changed) <= longest else data


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Return everything inside a value as (what holds it, index or key)."""
    if type(value) in (list, dict):
        for key, inner in enumerate(value) if type(value) is list else list(value.items()):
            yield value, key
            yield from _places(inner)


def main() -> None:
    """Fuzz, or try files again; ends with status 0 when nothing was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="inputs to try again")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"inputs to try, 0 for no end [{RUNS}]")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what the inputs are drawn from [{SEED}]")
    parser.add_argument("--found", type=Path, default=Path(), help="folder for inputs that break it [.]")
    options = parser.parse_args()
    if options.files:
        for file in options.files:
            try_one(file.read_bytes())
        return
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds()):
            try_one(seed)
            (Path(corpus) / f"{number:03d}").write_bytes(seed)
        words = [sys.argv[0], corpus, f"-seed={options.seed}", f"-runs={options.runs or -1}"]
        # the peak that libFuzzer reads starts at that of the process it was started by, such as pytest
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        words += [f"-malloc_limit_mb={MEMORY_MB}", f"-rss_limit_mb={peak + MEMORY_MB}"]
        words += [f"-max_len={LONGEST}", f"-timeout={SECONDS}"]
        words += [f"-artifact_prefix={options.found}/", "-print_final_stats=1"]
        atheris.Setup(words, try_one, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
