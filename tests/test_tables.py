"""CSV files of instructors: what is understood, and sentences with file and line."""

import pytest

from autograder.model import CourseError
from autograder.tables import read_table


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_quotes_and_marks_are_understood(tmp_path, separator):
    """Excel's files in any locale, with a byte-order mark, quoted line breaks and empty lines."""
    file = tmp_path / "some.csv"
    rows = ["id,name", 'ann," Smith\n""A"""', ",", "", "ben"]
    file.write_text("\r\n".join(rows).replace(",", separator), encoding="utf-8-sig", newline="")
    table = read_table(file)

    assert ("id", "name") == table.columns
    assert [{"id": "ann", "name": 'Smith\n"A"'}, {"id": "ben", "name": ""}] == [
        row.cells for row in table.rows
    ]
    assert [2, 6] == [row.line for row in table.rows]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "some.csv:1: the first line must name the columns, and there is none"),
        (b",,\n", "some.csv:1: the first line must name the columns, and it is empty"),
        (b"id,id\n", "some.csv:1: column 'id' is there twice; rename one"),
        (
            b"id,name\nann,a\n\nben,Ben, Jr\n",
            "some.csv:4: this line has 3 cells and there are 2 columns; put quotes",
        ),
        (b'id\n"ann"x\n', "some.csv:2: this is not CSV"),
        (b"id\n\xff\n", "some.csv: this is not UTF-8 text; save it as"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path, content, message):
    """What cannot be read is one sentence."""
    file = tmp_path / "some.csv"
    file.write_bytes(content)
    with pytest.raises(CourseError) as caught:
        read_table(file)
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_columns_are_asked_for(tmp_path):
    """A lacking or unknown column is answered with the nearest one."""
    file = tmp_path / "some.csv"
    file.write_text("studnet,days\n")
    with pytest.raises(CourseError, match="no column 'student'; is 'studnet' meant"):
        read_table(file).require(["student"])
    with pytest.raises(CourseError, match="column 'studnet' is not known; did you mean 'student'"):
        read_table(file).refuse_unknown(["student", "days"])
    with pytest.raises(CourseError, match="there is no such file"):
        read_table(tmp_path / "other.csv")
