"""JUnit XML of reports, for dashboards: a suite for each submission, a case for each hidden test.

Elements are those of Jenkins's schema, which pytest keeps to as well. What XML 1.0 has no place for, control
characters above all, becomes U+FFFD.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from datetime import UTC

from autograder.model import Report, TestResult, Verdict
from autograder.publishing.naming import test_names
from autograder.publishing.spreadsheets import cell_text

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ERRORS = (Verdict.REFUSED, Verdict.GRADER_ERROR)
"""The rest of the verdicts are failures: something was run, and it was not right."""


def junit_xml(reports: Sequence[Report], name: str) -> str:
    """Return the text; `name` is the course's."""
    counts = _counts(result for one in reports for result in one.results)
    root = ET.Element("testsuites", {"name": _legal(name), **counts})
    for report in reports:
        root.append(_suite(report))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(report: Report) -> ET.Element:
    attributes = {
        "name": _legal(f"{report.assignment}/{report.student}"),
        **_counts(report.results),
        "skipped": "0",
        "timestamp": report.graded_at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat(),
        "hostname": "autograder",
    }
    suite = ET.Element("testsuite", attributes)
    _properties(suite, student=report.student, score=report.score, max_score=report.max_score)
    names = test_names(result.test for result in report.results)
    for result in report.results:
        suite.append(_case(report, result, names[result.test]))
    return suite


def _case(report: Report, result: TestResult, name: str) -> ET.Element:
    case = ET.Element(
        "testcase",
        classname=_legal(f"{report.assignment}.{result.exercise}"),
        name=_legal(name),
        time=f"{result.cpu_seconds:.3f}",
    )
    if result.verdict is not Verdict.PASSED:
        told = "\n".join(text for text in (result.message, result.hint and f"hint: {result.hint}") if text)
        kind = "error" if result.verdict in _ERRORS else "failure"
        first = told.partition("\n")[0] or str(result.verdict)
        ET.SubElement(case, kind, type=str(result.verdict), message=_legal(first)).text = _legal(told)
    return case


def _properties(element: ET.Element, **values: str | float) -> None:
    properties = ET.SubElement(element, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=_legal(cell_text(value)))


def _counts(results: Iterable[TestResult]) -> dict[str, str]:
    everything = list(results)
    errors = sum(one.verdict in _ERRORS for one in everything)
    failed = sum(one.verdict is not Verdict.PASSED for one in everything)
    seconds = sum(one.cpu_seconds for one in everything)
    return {
        "tests": str(len(everything)),
        "failures": str(failed - errors),
        "errors": str(errors),
        "time": f"{seconds:.3f}",
    }


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
