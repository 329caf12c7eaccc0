"""The table of points at the end of a run, and what to do next."""

from pathlib import Path

from autograder.checking.progress import next_lines
from autograder.checking.scoreboard import Row, Standing, assignment_line, bar, plain, standings, table
from autograder.model import Verdict

PASSED, WRONG, WAITING = Verdict.PASSED, Verdict.WRONG, Verdict.NOT_IMPLEMENTED


def exercises_of(*tests: tuple[str, int, Verdict]) -> list[Standing]:
    """Make exercises whose tests have come out as given: exercise, points (thirds), verdict."""
    return standings(
        Row(f"test_{i}", name, f"{thirds}/3", str(verdict), f"What {name} is.", "", i)
        for i, (name, thirds, verdict) in enumerate(tests)
    )


def test_the_table_adds_up_without_rounding():
    """Thirds of points add up to whole ones; columns are aligned; the order is the suite's."""
    exercises = exercises_of(
        ("softmax", 10, PASSED),
        ("softmax", 10, PASSED),
        ("softmax", 10, PASSED),
        ("heads", 10, PASSED),
        ("heads", 20, WRONG),
        ("mask", 30, WAITING),
        ("rest", 1, WAITING),
        ("rest", 1, WRONG),
    )

    assert [
        "  softmax  ##########     10 of    10  done",
        "  heads    #####.....   3.33 of    10  1 test of 2 to go",
        "  mask     ..........      0 of    10  not begun",
        "  rest     ..........      0 of  0.67  2 tests of 2 to go",
        "  all      #####.....  13.33 of 30.67  1 of 4 exercises done",
    ] == plain(table(exercises))


def test_an_assignment_is_one_line():
    """Begun or not, broken or done: a whole assignment fits on a line."""
    broken = standings([Row("test", "heads", "1", str(Verdict.RAISED), note="mine.py: no", at_import=True)])

    assert ["  01  ##########      1 of     1  1 of 1 exercise done"] == plain(
        [assignment_line("01", 2, exercises_of(("heads", 3, PASSED)))]
    )
    assert [
        "  01  ..........      2 of     2  not begun (2 exercises)".replace("2 of     2", "0 of     2")
    ] == plain([assignment_line("01", 2, exercises_of(("heads", 3, WAITING), ("mask", 3, WAITING)))])
    assert ["  01  ..........      0 of     1  its file cannot be imported"] == plain(
        [assignment_line("01", 2, broken)]
    )


def test_a_bar_is_full_only_when_all_is_done():
    """Ninety-nine of a hundred is not full; half is half."""
    assert "##########" == bar(1, unicode=False)
    assert "#########." == bar(0.99, unicode=False)
    assert "█████░░░░░" == bar(0.5, unicode=True)


def test_the_next_step_is_the_first_that_is_begun(tmp_path):
    """It names the exercise, its title, the command and the place in the handout."""
    folder = tmp_path / "my assignments/01_toy"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("# 01 Toy\n\n## heads: split\n", encoding="utf-8")
    exercises = exercises_of(("softmax", 3, PASSED), ("mask", 3, WAITING), ("heads", 3, WRONG))
    said = plain(next_lines(folder, exercises, tmp_path))

    assert "next: heads  What heads is." == said[0]
    assert "  run   pytest 'my assignments/01_toy' -k heads" == said[1].replace('"', "'")
    assert "  read  my assignments/01_toy/README.md, line 3" == said[2]


def test_a_file_that_cannot_be_imported_comes_first(tmp_path):
    """Then nothing else is to be done next."""
    row = Row("test", "heads", "1", str(Verdict.RAISED), note="mine.py: line 3", at_import=True)

    assert ["next: mend 01_toy: mine.py: line 3"] == plain(
        next_lines(tmp_path / "01_toy", standings([row]), tmp_path)
    )


def test_when_all_is_done_there_is_no_next_step():
    """There is no next step after the last."""
    assert [] == next_lines(Path("01_toy"), exercises_of(("softmax", 3, PASSED)), Path())
