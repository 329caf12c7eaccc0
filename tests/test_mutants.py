"""Mutants of a reference: named by their place, drawn the same way every time, excused one by one."""

from pathlib import Path

import pytest
from support import copy_toy

from autograder.course import find_assignment
from autograder.model import Assignment, CourseError
from autograder.mutants import EQUIVALENT, equivalent, mutants_of, sample_of

TWO_ONES = '''

def twice(x):
    """Add and take away."""
    ### BEGIN SOLUTION
    y = x + 1
    return y - 1
    ### END SOLUTION


class Box:
    """Hold a number."""

    def get(self):
        """Return it."""
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION
'''


@pytest.fixture
def toy(tmp_path: Path) -> Assignment:
    root = copy_toy(tmp_path / "toy", submitted=False)
    assignment = find_assignment(root, "toy")
    assignment.source.write_text(assignment.source.read_text(encoding="utf-8") + TWO_ONES, encoding="utf-8")
    return assignment


def test_each_mutant_has_a_name_of_its_own(toy):
    """The same change at two places is two names, counted from the top; a method is named with its class."""
    labels = [mutant.label for mutant in mutants_of(toy)]

    assert len(labels) == len(set(labels))
    assert {"twice[1] | 1 | 2", "twice[2] | 1 | 2", "Box.get | 1 | 2"} <= set(labels)


def test_the_text_of_a_mutant_has_the_change_at_its_place(toy):
    """The second of two equal changes leaves the first place as it was."""
    (second,) = [mutant for mutant in mutants_of(toy) if mutant.label == "twice[2] | 1 | 2"]

    assert "y = x + 1" in second.text
    assert "return y - (2)" in second.text


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("np.where(x, y, z)", "np.where(x, y, z) | np.where(y, x, z)"),
        ("x[1:n]", "n | n - 1"),
        ("x[i:]", "i | i + 1"),
        ("0 < x <= n", "0 < x <= n | 0 < x < n"),
        ("0 < x <= n", "0 < x <= n | 0 <= x <= n"),
    ],
)
def test_arguments_bounds_and_every_comparison_are_changed(toy, code, change):
    """Two arguments are exchanged, a bound is moved by one, every link of a chain is changed."""
    text = TWO_ONES.replace("x + 1", code)
    toy.source.write_text(text, encoding="utf-8")

    assert f"twice | {change}" in {mutant.label for mutant in mutants_of(toy)}


def test_arguments_whose_order_means_nothing_stay(toy):
    """max(a, b) is max(b, a)."""
    toy.source.write_text(TWO_ONES.replace("x + 1", "max(x, y)"), encoding="utf-8")

    assert not [mutant for mutant in mutants_of(toy) if "max(y, x)" in mutant.mutated]


def test_a_line_excuses_the_places_it_names(toy):
    """Numbers in brackets are expanded; what they do not name is not excused."""
    (toy.folder / EQUIVALENT).write_text("# why\ntwice[1,2] | 1 | 2 | no matter\nf | a | b | so\n")

    expected = {"twice[1] | 1 | 2": "no matter", "twice[2] | 1 | 2": "no matter", "f | a | b": "so"}
    assert expected == equivalent(toy)


@pytest.mark.parametrize("line", ["twice[a] | 1 | 2 | why", "twice | 1 | 2", "twice | 1 | 2 | "])
def test_a_line_that_cannot_be_read_is_named(toy, line):
    """An error says file and line."""
    (toy.folder / EQUIVALENT).write_text(f"# why\n{line}\n")

    with pytest.raises(CourseError, match=f"{EQUIVALENT}:2"):
        equivalent(toy)


def test_a_sample_is_the_same_until_the_reference_changes(toy):
    """Drawn without chance, in the order of the file, never more than there are."""
    mutants = mutants_of(toy)

    assert sample_of(mutants, 3, "a") == sample_of(mutants, 3, "a")
    assert 3 == len(sample_of(mutants, 3, "a"))
    assert mutants == sample_of(mutants, 10_000, "a")
    assert sample_of(mutants, 3, "a") != sample_of(mutants, 3, "b")
