"""JUnit XML, read by junitparser."""

import pytest
from standings import NASTY, nasty_class

from autograder.publishing.junit import junit_xml


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Give the export of the nasty class, written and read again."""
    from junitparser import JUnitXml

    root = tmp_path_factory.mktemp("course")
    _, standing = nasty_class(root)
    file = root / "junit.xml"
    file.write_text(junit_xml(list(standing.reports.values()), "A & <B>"), encoding="utf-8")
    return JUnitXml.fromfile(str(file))


def test_counts_and_names_are_there(read):
    """A suite per submission with its score, a case per test, classes named by exercise."""
    suites = list(read)
    first = suites[0]

    assert ("A & <B>", 66, 33, 0) == (read.name, read.tests, read.failures, read.errors)
    assert ("01_one/s00", 2, 1, 0, 0.25) == (
        first.name,
        first.tests,
        first.failures,
        first.errors,
        first.time,
    )
    assert {"student": "s00", "score": "80", "max_score": "100"} == {
        p.name: p.value for p in first.properties()
    }
    assert [("01_one.first", "values"), ("01_one.second", "x (case 1)")] == [
        (c.classname, c.name) for c in first
    ]


def test_messages_arrive_whole_and_control_characters_harmless(read):
    """What XML has no place for becomes U+FFFD; the values of a hidden test's case are not told."""
    (told,) = {case.result[0].text for case in list(list(read)[15]) if case.result}
    everything = "".join(case.result[0].text for suite in read for case in suite if case.result)

    assert "nul\ufffdbell\ufffdescape\ufffd[31m differs\nhint: look" == told
    for name in NASTY[:15]:
        assert name.replace("\r", "\n") in everything
    assert "3-0.5" not in everything
