"""Measure what tells copies from independent solutions: ``python tests/benchmarks/similarity.py``.

Independent texts are each assignment's reference and ``right/`` files, written apart from each other. A copy
is one of them with all local names changed and comments put in. Printed are, for independent pairs and for
copies, the smallest, middle and largest similarity, by our own weighing and by RapidFuzz's edit distance of
the same tokens (with ``--copydetect`` by that too, where it is installed); and the seconds 200 take.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rapidfuzz.distance import Indel

from autograder.course import find_assignments
from autograder.publishing.alike import AT_LEAST, ENOUGH, author_of, pairs_of
from autograder.publishing.code_tokens import tokens_of
from autograder.publishing.similarity import given_of

ROOT = Path(__file__).parents[2]


def renamed(text: str) -> str:
    """Give every local name of a text another one, and put comments in."""
    nodes = list(ast.walk(ast.parse(text)))
    names = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    others = {name: f"q{i}_" for i, name in enumerate(sorted(names))}
    text = re.sub(r"(?<![\w.])[A-Za-z_]\w*", lambda found: others.get(found[0], found[0]), text)
    return "# mine\n" + text.replace("\n\n", "\n\n# here\n")


def spread(values: list[float]) -> str:
    """Write smallest, middle and largest."""
    return f"{min(values):.2f} {median(values):.2f} {max(values):.2f}"


def copydetect_similarity(first: str, second: str) -> float:
    """Compare two texts with copydetect's defaults; the larger share of the two."""
    from copydetect import CopyDetector

    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("a.py", "b.py")]
        for file, text in zip(files, (first, second), strict=True):
            file.write_text(text, encoding="utf-8")
        detector = CopyDetector(display_t=0, silent=True)
        for file in files:
            detector.add_file(str(file))
        detector.run()
        return float(detector.similarity_matrix.max())


def main() -> None:
    """Print the figures."""
    ours: dict[str, list[float]] = {"independent": [], "copies": []}
    edits: dict[str, list[float]] = {"independent": [], "copies": []}
    peers: dict[str, list[float]] = {"independent": [], "copies": []}
    listed = {"independent": 0, "copies": 0}
    for assignment in find_assignments(ROOT):
        given = given_of(assignment)
        texts = [one.read_text(encoding="utf-8") for one in (assignment.source, *assignment.right)]
        for kind, pairs in (
            ("independent", list(itertools.combinations(range(len(texts)), 2))),
            ("copies", [(i, len(texts)) for i in range(len(texts))]),
        ):
            for i, j in pairs:
                everyone = [*texts, renamed(texts[i])] if kind == "copies" else texts
                authors = [author_of(str(n), text, given) for n, text in enumerate(everyone)]
                found = {
                    (p.first.student, p.second.student): p for p in pairs_of(authors, at_least=0, enough=0)
                }
                pair = found.get((str(i), str(j)))
                ours[kind].append(pair.share if pair else 0.0)
                listed[kind] += bool(pair and pair.share >= AT_LEAST and pair.weight >= ENOUGH)
                words = [tokens_of(everyone[n]).words for n in (i, j)]
                edits[kind].append(Indel.normalized_similarity(*words))
                if "--copydetect" in sys.argv:
                    peers[kind].append(copydetect_similarity(everyone[i], everyone[j]))
    for kind, values in ours.items():
        print(f"{kind}: {len(values)} pairs, {listed[kind]} of them listed")
        print(f"  by weight of rare code  {spread(values)}")
        print(f"  edit distance           {spread(edits[kind])}")
        if peers[kind]:
            print(f"  copydetect              {spread(peers[kind])}")
    start = time.perf_counter()
    many = [author_of(str(n), texts[n % len(texts)], given) for n in range(200)]
    middle = time.perf_counter()
    pairs_of(many)
    print(f"200 submissions: {middle - start:.1f} s to cut, {time.perf_counter() - middle:.1f} s to compare")


if __name__ == "__main__":
    main()
