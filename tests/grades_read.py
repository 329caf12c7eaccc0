"""Reports of the toy course, read back from disk."""

import json
from pathlib import Path


def reports_of(toy: Path) -> dict[str, dict]:
    """Read all finished reports; each must be whole."""
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted((toy / "reports/01_toy").glob("[!.]*.json"))
    }


def scores(toy: Path) -> dict[str, float]:
    return {student: report["score"] for student, report in reports_of(toy).items()}


def times(toy: Path) -> dict[str, str]:
    return {student: report["graded_at"] for student, report in reports_of(toy).items()}
