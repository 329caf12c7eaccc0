"""A student's notebook becomes a source file: theirs where we asked, ours everywhere else, nothing run."""

import copy
import json
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.answers import source_from_notebook
from autograder.isolation.loading import Program, Source
from autograder.model import CourseError, Exercise
from autograder.notebooks import notebook_from_stub, notebook_text

STUB = '''"""Two ways to grow."""

import math

RATE = 0.5


def double(x):
    return 2 * x


def grow(x):
    """Return x, grown."""
    # YOUR CODE HERE
    raise NotImplementedError()


class Plant:
    """Grows by itself."""

    def grow(self):
        # YOUR CODE HERE
        raise NotImplementedError()
'''
OURS = notebook_from_stub(STUB, "grow", "# 15 Growth", [Exercise("growth", Fraction(10), ("grow", "Plant"))])
GROW = "def grow(x):\n    return x * math.exp(RATE)"
PLANT = "class Plant:\n    def grow(self):\n        return grow(1)"


def student(changes=None, extra=()):
    """Return a student's copy of the notebook; `extra` are positions and sources of new cells."""
    notebook = copy.deepcopy(OURS)
    for cell in notebook["cells"]:
        cell["source"] = (changes or {}).get(cell["id"], cell["source"])
    for position, source in extra:
        notebook["cells"].insert(position, code(source))
    return notebook


def code(source):
    """Return a code cell without nbgrader's metadata."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": 7}


def bare(*sources):
    """Return a notebook of plain code cells, as a tool that drops metadata leaves it."""
    return {"cells": [code(source) for source in sources], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def module(notebook):
    """Return the source file of a notebook."""
    return source_from_notebook(json.dumps(notebook).encode(), OURS)


def run(source):
    """Return the namespace of a source file of these tests."""
    namespace = {}
    exec(compile(source, "grow.py", "exec"), namespace)  # ours
    return namespace


def test_untouched_notebook_is_the_stub():
    """Who hands in the notebook as it was hands in the stub."""
    assert STUB == module(student())
    assert STUB == source_from_notebook(notebook_text(OURS).encode("utf-8-sig"), OURS)


def test_answers_are_put_in_their_place():
    """A filled cell is taken whole; the rest stays ours."""
    source = module(student({"grow": GROW.splitlines(keepends=True)}))
    assert GROW + "\n\n\nclass Plant:" in source
    assert "raise NotImplementedError()" in source
    assert 2 == run(source)["double"](1)


@pytest.mark.parametrize(
    ("changes", "extra", "said"),
    [
        (
            {"grow": "\n# now\ndef grow(x):\n    return (x\n"},
            (),
            "'(' was never closed (on line 4 of the cell of grow)",
        ),
        ({"grow": GROW, "Plant": "class Plant\n    pass"}, (), "(on line 1 of the cell of Plant)"),
        (
            {"grow": GROW + " + half(x)"},
            [(2, "print(1)\ndef half(x):\n    return x x")],
            "(in a cell that is not an exercise's own)",
        ),
    ],
    ids=["never closed", "later", "helper"],
)
def test_a_syntax_error_is_named_by_its_cell(changes, extra, said):
    """A student knows lines of cells, and not those of the module that the cells are put together to."""
    with pytest.raises(SyntaxError) as caught:
        Program(Source("grow", module(student(changes, extra)), "grow.py"))

    assert said in str(caught.value)


def test_read_only_cells_stay_ours():
    """Editing what is given, or the cell that runs the tests, changes nothing."""
    source = module(student({"given-1": "import os\nRATE = 7", "test-growth": "def grow(x): return 1"}))
    assert STUB == source


def test_missing_cells_are_ours():
    """A deleted cell leaves the stub's function, not a hole."""
    notebook = student({"grow": GROW})
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] == "grow"]
    source = module(notebook)
    assert GROW in source
    assert source.startswith('"""Two ways to grow."""\n\nimport math')
    assert "class Plant:" in source


def test_helpers_from_other_cells_come_along():
    """Functions, imports and constants of further cells are taken in their place, experiments are not."""
    helper = (
        "%matplotlib inline\nimport math as m\nfrom os import (\n    path,\n)\nBASE = 3\nprint(half(BASE))\n"
        "for i in range(10**9):\n    pass\n\n@staticmethod\ndef half(x):\n# odd\n    '''\nodd text\n    '''\n"
        "    return m.floor(x / 2)\n\nhalf(4)\n"
    )
    answer = "def grow(x):\n    return half(x) + BASE"
    source = module(student({"grow": answer}, extra=[(2, helper)]))
    assert source.index("import math as m") < source.index("def half") < source.index("def grow")
    assert "range(10**9)" not in source
    assert "print" not in source
    assert 8 == run(source)["grow"](10)


def test_helpers_may_follow_what_they_use():
    """A class that builds on an answer stays behind it."""
    answer = GROW + " + 0 * len(Tree.__name__)"
    source = module(student({"grow": answer}, extra=[(5, "class Tree(Plant):\n    pass")]))
    names = run(source)
    assert issubclass(names["Tree"], names["Plant"])


@pytest.mark.parametrize("position", [1, 5])
def test_answer_in_a_new_cell(position):
    """A function written beside its untouched cell counts, before or after that cell."""
    source = module(student(extra=[(position, GROW)]))
    assert 1 == source.count("def grow(x)")
    assert GROW in source


@pytest.mark.parametrize("position", [1, 5])
def test_draft_in_a_new_cell_does_not_count(position):
    """A filled cell wins over drafts elsewhere."""
    source = module(student({"grow": GROW}, extra=[(position, "def grow(x):\n    return 0")]))
    assert GROW in source
    assert "return 0" not in source


@pytest.mark.parametrize(
    "place",
    [
        {"grow": "# see below", "new": GROW},  # what was left in its own cell is no answer
        {"grow": "", "new": GROW},
        {"grow": "# mine is below\n" + "".join(OURS["cells"][3]["source"]), "new": GROW},
        {"Plant": GROW + "\n\n\n" + PLANT},  # in another's cell, before or after its own, or in its place
        {"grow": GROW + "\n\n\n" + PLANT},
        {"grow": "", "Plant": GROW + "\n\n\n" + PLANT},
    ],
)
def test_answer_beside_an_unfinished_cell(place):
    """What runs in the notebook from top to bottom counts, in whichever cell a function was written."""
    new = [(4, place.pop("new"))] if "new" in place else []
    names = run(module(student({"Plant": PLANT} | place, extra=new)))
    assert names["math"].e ** 0.5 == pytest.approx(names["grow"](1))
    assert names["grow"](1) == names["Plant"]().grow()


def test_an_unfinished_cell_alone_stays_as_it_is():
    """Half of a class is taken whole, with what stands around it."""
    half = "table = {}\n\n\nclass Plant:\n    size = table\n\n"
    half += "    def grow(self):\n        raise NotImplementedError"
    assert half in module(student({"Plant": half}))


def test_what_only_experiments_use_stays_behind():
    """An import for a plot or a comparison, and the functions that make them, are of no answer."""
    experiments = (
        "import lacking, os; print(1)\nimport lacking.pyplot as plt  # for plots\n"
        "from lacking import (\n    first as second,  # odd\n    third,\n)\n"
        "def compare(x):\n    return second(plt.show(x))\n"
    )
    needed = (
        "from math import (\n    exp as power,\n    log,\n)\ndef half(x):\n    return power(log(x)) / 2\n"
    )
    answer = 'def grow(x):\n    """As lacking and plt do."""\n    # not third\n    return half(x)'
    source = module(student({"grow": answer}, extra=[(2, experiments), (5, needed)]))
    assert "import lacking" not in source
    assert "third" not in source.replace("# not third", "")
    assert 2 == pytest.approx(run(source)["grow"](4))


def test_plain_numbers_and_lambdas_come_along():
    """A small constant or function by assignment is taken, a result of an experiment is not."""
    cell = (
        "eps = 1e-9\nlow: float = -float('inf')\nfew, many = 1, 2\ntwice = lambda x: 2 * x\nx = twice(lost)\n"
    )
    source = module(
        student({"grow": "def grow(x):\n    return twice(x) + eps + 0 * min(low, 0)"}, [(2, cell)])
    )
    assert "lost" not in source
    assert "eps = 1e-9\n" in source
    assert "twice = lambda x: 2 * x" in source


@pytest.mark.parametrize("stripped", [True, False])
def test_calls_of_the_public_tests_are_left_out(stripped):
    """Where answers are run there is no autograder, so a test cell without its marks, or a copy, is none."""
    cell = "".join(OURS["cells"][-1]["source"])
    assert "run_tests(" in cell
    if stripped:
        notebook = student({"grow": GROW, "Plant": PLANT})
        notebook = bare(*("".join(one["source"]) for one in notebook["cells"] if one["cell_type"] == "code"))
    else:
        notebook = student({"grow": f"{GROW}\n\n{cell}", "Plant": PLANT}, extra=[(5, cell)])
    names = run(module(notebook))
    assert names["grow"](1) == names["Plant"]().grow()


def test_without_metadata_functions_are_found_by_name():
    """Stripped of nbgrader's metadata, a notebook still gives its functions; the last of a name counts."""
    source = module(
        bare(
            '"""Two ways to grow."""\n\nimport math\n\nRATE = 9\n\n\ndef double(x):\n    return 0',
            "def grow(x):\n    return 0",
            GROW,
            PLANT,
            "Plant().grow()",
        )
    )
    names = run(source)
    assert 2 == names["double"](1)
    assert GROW in source
    assert "return 0" not in source
    assert 1 == source.count("import math")
    assert names["grow"](1) == names["Plant"]().grow()


def test_magics_become_comments():
    """IPython's own lines do not survive as code; Python that looks alike does."""
    answer = (
        "%%time\n%load_ext x\n!ls\nfiles = !ls\ngrow?\n?grow\n"
        "def grow(x):\n    if x:\n        !ls\n"
        "    y = '%g' % (\n        x\n        % 7)\n    assert x != 3\n    return y"
    )
    source = module(student({"grow": answer}, extra=[(5, "%%bash\ndef grow(x):\n  rm")]))
    assert "# %%time\n# %load_ext x\n# !ls\n# files = !ls\n# grow?\n# ?grow\ndef grow(x):" in source
    assert "2" == run(source)["grow"](2)
    assert "rm" not in source


def test_future_imports_come_first():
    """What Python wants at the top of a file is put there."""
    source = module(student({"grow": "from __future__ import annotations\n" + GROW}))
    assert source.startswith("from __future__ import annotations\n")
    run(source)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON (line 1)"),
        (b'{"cells": [\n', "not JSON (line 2)"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b'{"cells": [' + b"9" * 100_000 + b"]}", "absurd numbers"),
        (b"[]", "no notebook with cells"),
        (b"null", "no notebook with cells"),
        (b'{"worksheets": []}', "no notebook with cells"),
        (b'{"cells": {}}', "no notebook with cells"),
        (b'{"cells": [3]}', "cell 1 of this notebook is no cell"),
        (b'{"cells": [{"cell_type": "code"}]}', "cell 1 of this notebook has no source"),
        (b'{"cells": [{"cell_type": "code", "source": ["a", 3]}]}', "cell 1 of this notebook has no source"),
        (b'{"cells": []}', "no cell of this notebook holds a function of the assignment (grow, Plant, "),
        (b'{"cells": [{"cell_type": "code", "source": "x = 1"}]}', "no cell of this notebook holds"),
    ],
)
def test_broken_notebooks_are_one_sentence(data, message):
    """Whatever is wrong with the file is said to the student in one line."""
    with pytest.raises(CourseError) as caught:
        source_from_notebook(data, OURS)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["cells", "metadata", "nbgrader", "grade_id", "source", "cell_type", "solution"]),
            st.one_of(inner, st.just("code"), st.just("grow"), st.just("def grow(x):\n @!%\n")),
            max_size=5,
        ),
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(cells=st.lists(_JSON, max_size=4))
def test_any_json_gives_text_or_a_sentence(cells):
    """No shape of a notebook makes anything but a text or a CourseError."""
    try:
        source = source_from_notebook(json.dumps({"cells": cells}).encode(), OURS)
    except CourseError:
        return
    assert "def double(x):" in source


@pytest.mark.parametrize(
    "line",
    [
        " " * 200_000 + "x",
        "x" * 200_000,
        "a." * 100_000,
        "=" * 200_000,
        "A:" * 100_000,
        "from " + " " * 200_000,
        "eps = " + "9" * 200_000 + "!",
        "eps: " + " " * 200_000,
    ],
)
def test_no_line_takes_long(line):
    """Lines made to slow regular expressions down take no longer than others of their length."""
    start = time.process_time()
    module(student({"grow": GROW}, extra=[(2, f"{line}\n{line}")]))
    reference = time.process_time()
    module(student({"grow": GROW}, extra=[(2, "ab = 3\n" * 57_000)]))
    assert reference - start < 3 * (time.process_time() - reference) + 0.5


def test_too_much_code_is_refused():
    """The limit is for code; pictures do not count."""
    data = json.dumps(student({"grow": "#" * 5000})).encode()
    with pytest.raises(CourseError, match="longer than the 4000 characters"):
        source_from_notebook(data, OURS, max_chars=4000)
    notebook = student({"handout-1": "#" * 5000})
    assert STUB == source_from_notebook(json.dumps(notebook).encode(), OURS, max_chars=4000)


def test_nothing_is_run(tmp_path):
    """Reading a notebook runs none of it."""
    answer = f"open({str(tmp_path / 'trace')!r}, 'w')\n{GROW}"
    assert "trace" in module(student({"grow": answer}))
    assert [] == list(tmp_path.iterdir())
