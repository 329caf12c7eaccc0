"""Gradescope's ``results.json``: one submission's report in the fields of Gradescope's specification.

Everything is declared to be plain text, so that no name or message is ever rendered as HTML or markdown. What
a report tells may be shown to its student; its seed, from which hidden inputs are drawn, is left out.
"""

from __future__ import annotations

import json
from typing import Any

from autograder.model import Grade, Report, Verdict
from autograder.publishing.naming import test_names

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
_TEXT = "text"


def results_json(report: Report, grade: Grade, visibility: str = "visible") -> str:
    """Return the text of ``results.json``.

    Parameters
    ----------
    grade : Grade
        Made from the report: its score, with what lateness cost, is the submission's.
    visibility : str
        When students see it, one of `VISIBILITIES`.
    """
    return json.dumps(results(report, grade, visibility), ensure_ascii=True, indent=1) + "\n"


def results(report: Report, grade: Grade, visibility: str = "visible") -> dict[str, Any]:
    """Return ``results.json`` as plain data."""
    names = test_names(result.test for result in report.results)
    tests = []
    for number, result in enumerate(report.results, 1):
        passed = result.verdict is Verdict.PASSED
        verdict = str(result.verdict).replace("_", " ")
        # some messages begin with the verdict's own words
        lines = [] if passed else [result.message]
        lines[:0] = [verdict] if not passed and not result.message.startswith(verdict) else []
        lines += [f"hint: {result.hint}"] if result.hint and not passed else []
        tests.append(
            {
                "name": f"{result.exercise}: {names[result.test]}",
                "name_format": _TEXT,
                "number": str(number),
                "score": result.points,
                "max_score": result.max_points,
                # Gradescope takes 0 of 0 points for a pass unless it is told
                "status": "passed" if passed else "failed",
                "output": "\n".join(line for line in lines if line),
                "output_format": _TEXT,
                "tags": [result.exercise],
                "visibility": visibility,
            }
        )
    return {
        "score": grade.score,
        "execution_time": round(sum(result.cpu_seconds for result in report.results), 3),
        "output": "\n".join(grade.explanation),
        "output_format": _TEXT,
        "test_output_format": _TEXT,
        "test_name_format": _TEXT,
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": tests,
        "leaderboard": [],
        "extra_data": {
            "assignment": report.assignment,
            "raw_score": grade.raw_score,
            "late_submission_penalty": grade.late_submission_penalty,
            "isolation": report.isolation,
            "key": report.key,
        },
    }
