"""Submissions with code in common: copies are found however disguised, natural agreement is not."""

import time
from pathlib import Path

import pytest
from browser import needs_browser, opened_browser, violations
from support import copy_toy, run_autograder

from autograder.model import Assignment
from autograder.publishing.alike import ENOUGH, author_of, given_grams, pairs_of
from autograder.publishing.code_tokens import MOST_TOKENS, NAME, TEXT, tokens_of
from autograder.publishing.similarity import MOST_LINES, given_of, our_authors, page_of, side_by_side

ATTENTION = Path(__file__).parents[1] / "solutions/04_attention"
COPIED = '''
def standardise(table, eps=1e-8):
    """Mine."""
    centre = table.mean(axis=0, keepdims=True)
    spread = ((table - centre) ** 2).mean(axis=0, keepdims=True) ** 0.5
    flat = (table - centre) / (spread + eps)
    for column in range(flat.shape[1]):
        if spread[0, column] < eps and not flat[:, column].any():
            flat[:, column] = 0.0
    weights = [1 / (1 + row.sum() ** 2) for row in flat]
    return flat, sorted(weights, reverse=True)[: len(weights) // 2]
'''
DISGUISED = """
# all my own work
def normalise(xs, tiny=1e-8):
    m = xs.mean(axis=0, keepdims=True)   # the mean

    s = ((xs - m) ** 2).mean(
        axis=0, keepdims=True) ** 0.5
    z = (xs - m) / (s + tiny)
    for k in range(z.shape[1]):
        if s[0, k] < tiny and not z[:, k].any():
            z[:, k] = 0.0
    w = [1 / (1 + r.sum() ** 2) for r in z]
    return z, sorted(w, reverse=True)[: len(w) // 2]
"""
SHORT = "def scale(x, factor=2.0):\n    return x * factor\n"


def alike(*texts: str, given: str = "", ours: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return the pairs found among texts, by their numbers."""
    known = given_grams([given])
    authors = [author_of(str(i), text, known) for i, text in enumerate(texts)]
    others = [author_of("ours", text, known) for text in ours]
    return [(pair.first.student, pair.second.student) for pair in pairs_of(authors, others)]


def test_renaming_reformatting_and_comments_change_no_token():
    """What a copier changes first is not looked at."""
    assert tokens_of(COPIED).words == tokens_of(DISGUISED).words


def test_tokens_keep_what_was_written():
    """Methods, builtins, operators and numbers stay; own names and strings become one; comments go."""
    tokens = tokens_of('x = len(y.mean(2)) + "a\\n%s"  # no\n"""text"""\n')

    assert (NAME, "=", "len", "(", NAME, ".", "mean", "(", "2", ")", ")", "+", TEXT) == tokens.words[:13]
    assert {1} == set(tokens.lines[:13])


def test_a_disguised_copy_is_found_among_others():
    """A renamed copy is found, also where its functions have moved; others are not named."""
    other = ATTENTION / "right/einsum.py"
    texts = (f"{SHORT}{COPIED}", other.read_text(encoding="utf-8"), f"{DISGUISED}\n\n{SHORT}")

    assert [("0", "2")] == alike(*texts)


def test_what_everybody_was_given_does_not_count():
    """Two who only have the stub's code in common have nothing in common."""
    assert [("0", "1")] == alike(COPIED, DISGUISED)
    assert [] == alike(COPIED, DISGUISED, given=COPIED)


def test_a_short_exercise_with_one_natural_answer_flags_nobody():
    """Where everyone has to write the same line, agreeing says nothing."""
    assert [] == alike(*[SHORT] * 20)
    assert [] == alike(*[COPIED] * 20, ours=(COPIED,) * 4)


def test_independent_solutions_of_the_course_are_not_listed():
    """Our reference and right files were written apart, and a renamed copy among them is found."""
    assignment = Assignment("04_attention", ATTENTION)
    given = given_of(assignment)
    authors = our_authors(assignment, given)
    copied = author_of("copy", authors[1].text.replace("scores", "zz").replace("heads", "yy"), given)

    assert [] == pairs_of(authors)
    assert [(authors[1].student, "copy")] == [
        (pair.first.student, pair.second.student) for pair in pairs_of([*authors, copied])
    ]


@pytest.mark.parametrize("bad", ["(", '"""', 'f"{', "\\", "a.", "\0", "from .", "@a."])
def test_hostile_text_is_cut_in_bounded_time(bad):
    """Whatever is handed in is cut into a bounded number of tokens, and nothing is raised."""
    start = time.process_time()
    tokens = tokens_of(bad * (100_000 // len(bad)))

    assert len(tokens.words) <= MOST_TOKENS
    assert time.process_time() - start < 20


def test_lines_both_have_are_marked_and_lead_to_each_other():
    """A run of agreeing lines names its place in the other text."""
    known = given_grams([])
    first, second = author_of("a", f"{SHORT}{COPIED}", known), author_of("b", DISGUISED, known)
    (pair,) = pairs_of([first, second])
    shown = side_by_side(pair)

    assert pair.weight >= ENOUGH
    assert first.text.split("\n") == [line.text for line in shown.first]
    assert [] == [line for line in shown.first[:2] if line.partner]
    (opens,) = [line for line in shown.first if line.opens]
    assert "def standardise" in opens.text
    assert "def normalise" in shown.second[(opens.partner or 0) - 1].text


def test_a_file_of_line_ends_does_not_swell_the_page():
    """What is shown of a text is bounded, and says so."""
    authors = [author_of(name, COPIED + "\n" * 100_000, frozenset()) for name in "ab"]
    (pair,) = pairs_of(authors)
    shown = side_by_side(pair)

    assert MOST_LINES + 1 == len(shown.first)
    assert "more lines, not shown" in shown.first[-1].text


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Give a toy course in which two of three handed in the same, one of them called by an odd name."""
    toy = copy_toy(tmp_path / "toy", submitted=False)
    for student, text in (("ann", COPIED), ("=1+1 <b>'\",ж", DISGUISED), ("cai", SHORT), ("dot", "(" * 1000)):
        file = toy / "submitted" / student / "01_toy/toy.py"
        file.parent.mkdir(parents=True)
        file.write_text(f"{text}\n# </bdi><script>\u202e\n", encoding="utf-8")
    return toy


def test_the_command_lists_pairs_and_says_that_it_is_no_verdict(copied):
    """A table, a page with both texts whole and harmless, exit code 0."""
    done = run_autograder("similarity", "toy", cwd=copied)
    html = (copied / "similarity/01_toy.html").read_text(encoding="utf-8")

    assert 0 == done.returncode, done.stderr
    assert "4 submissions compared, 1 pair with rare code in common" in done.stdout
    assert "This is no verdict." in done.stdout
    assert "<script" not in html
    assert "&lt;/bdi&gt;&lt;script&gt;" in html
    assert "=1+1 &lt;b&gt;&#39;&#34;,ж" in html


def test_one_submission_is_like_no_other(toy):
    """It takes two; the sentence says so."""
    done = run_autograder("similarity", "toy", "--submitted", toy / "solutions", cwd=toy)

    assert 1 == done.returncode
    assert "it takes two" in done.stderr


@needs_browser
def test_a_browser_and_axe_find_nothing_wrong(tmp_path):
    """Accessible on a phone and a desktop; nothing scrolls sideways but the code."""
    known = given_grams([])
    pairs = pairs_of([author_of(name, COPIED, known) for name in ("ann", "x" * 300)])
    file = tmp_path / "page.html"
    file.write_text(page_of("Toy", "01 Toy", pairs, 2, 5), encoding="utf-8")
    with opened_browser() as browser:
        for width, scheme in ((390, "dark"), (1100, "light")):
            seen = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            seen.goto(file.as_uri())

            assert [] == violations(seen)
            assert width == seen.evaluate("document.documentElement.scrollWidth")
