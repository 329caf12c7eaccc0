"""From release to formgrader through nbgrader itself: its exchange, its exporter, its pages in a browser."""

import http.cookiejar
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from support import copy_toy, environment, run_autograder

pytest.importorskip("nbgrader")
HOSTILE = "<img src=x onerror=document.title='hit'>"
ANSWERS = {
    "scale": "def scale(x, factor=2.0):\n    return helper(x, factor)",
    "centre": "def centre(x):\n    return x - x.mean(axis=0)",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Make a course, release it, hand in through the exchange, collect and grade."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("nbgrader")
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        patch.setenv("HOME", str(folder))
        root = copy_toy(folder / "toy")
        assert 0 == run_autograder("init", ".", cwd=root).returncode
        (folder / "exchange").mkdir(mode=0o777)
        (folder / "exchange").chmod(0o777)
        (root / "submitted" / HOSTILE / "01_toy").mkdir(parents=True)
        shutil.copy(root / "submitted/ben/01_toy/toy.py", root / "submitted" / HOSTILE / "01_toy")
        api = api_of(root, folder / "exchange")
        log = {}
        log["generate"] = api.generate_assignment("01_toy")
        log["release"] = api.release_assignment("01_toy")
        patch.chdir(folder)
        student(api, api.exchange.FetchAssignment)
        answer(folder / "01_toy/toy.ipynb")
        student(api, api.exchange.Submit)
        log["collect"] = api.collect("01_toy")
        graded = run_autograder("grade", "--isolation", "process", cwd=root)
        yield root, api, log, graded


def api_of(root, exchange):
    """Return nbgrader's own API with the settings `autograder init` wrote."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.Exchange.root = str(exchange)
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def student(api, step):
    """Take a step of the exchange in the current folder, as JupyterLab's assignment list does."""
    api.coursedir.assignment_id = "01_toy"
    step(coursedir=api.coursedir, authenticator=api.authenticator, parent=api).start()


def answer(file):
    """Fill a fetched notebook as a student does: in its cells, with a helper in a cell of their own."""
    notebook = json.loads(file.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = ANSWERS.get(cell["id"], cell["source"])
    helper = {**notebook["cells"][-1], "id": "mine", "metadata": {}}
    helper["source"] = "def helper(x, factor):\n    return x * factor"
    notebook["cells"].insert(3, helper)
    file.write_text(json.dumps(notebook), encoding="utf-8")


def me():
    from nbgrader.utils import get_username

    return get_username()


@pytest.mark.slow_tool
def test_exchange_carries_the_notebook(course):
    """What nbgrader generates is what `autograder generate` made; what it collects is graded."""
    root, _, log, graded = course

    assert dict.fromkeys(log, True) == {name: one["success"] for name, one in log.items()}, log
    ours, theirs = (
        json.loads((root / step / "01_toy/toy.ipynb").read_text(encoding="utf-8"))["cells"]
        for step in ("assignments", "release")
    )
    assert ours == theirs
    assert 0 == graded.returncode, graded.stderr
    report = json.loads((root / f"reports/01_toy/{me()}.json").read_text())
    assert ({"scale": 40.0, "centre": 0.0}, True) == (
        {name: sum(r["points"] for r in report["results"] if r["exercise"] == name) for name in ANSWERS},
        report["submitted_at"] is not None,
    )


@pytest.mark.slow_tool
@pytest.mark.parametrize(
    ("option", "listed"),
    [
        ("--ExchangeList.inbound=False", ["toy-course 01_toy"]),
        ("--inbound", ["toy-course {me} 01_toy {time} (no feedback available)"]),
    ],
)
def test_nbgrader_lists_our_course(course, option, listed):
    """In the course's folder `nbgrader list` shows what was released, and what was handed in and when."""
    root = course[0]
    command = ["-m", "nbgrader", "list", f"--Exchange.root={root.parent / 'exchange'}", option]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env={**environment(), "HOME": str(root.parent)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    time_stamp = (root / "submitted" / me() / "01_toy/timestamp.txt").read_text(encoding="utf-8").strip()
    lines = [line.partition("] ")[2] for line in done.stderr.splitlines()]

    assert 0 == done.returncode, done.stderr
    assert [one.format(me=me(), time=time_stamp) for one in listed] == lines[1:], done.stderr


@pytest.mark.slow_tool
def test_generating_again_after_grading(course):
    """The cells in the gradebook are the notebook's, so nbgrader may generate with submissions there."""
    assert course[1].generate_assignment("01_toy", force=True)["success"]


@pytest.mark.slow_tool
def test_nbgrader_exports_our_scores(course):
    """Nbgrader's exporter reads students, time stamps, penalties and scores from the gradebook."""
    from nbgrader.api import Gradebook
    from nbgrader.plugins import CsvExportPlugin

    exporter = CsvExportPlugin()
    exporter.to = str(course[0] / "grades.csv")
    with Gradebook(course[1].coursedir.db_url) as gradebook:
        exporter.export(gradebook)
    lines = Path(exporter.to).read_text().splitlines()

    assert "01_toy,2026-03-01 11:00:00,2026-03-02 13:00:00,ben,,,,40.0,8.0,32.0,100.0" in lines
    assert 1 + 7 == len(lines)


@pytest.mark.slow_tool
def test_autograde_button_grades_locked_in(course):
    """Nbgrader's own autograde calls ours: same score, the manual one stays, the notebook is ours."""
    root, api, _, _ = course
    with api.gradebook as gradebook:
        gradebook.find_grade("test-centre", "toy", "01_toy", me()).manual_score = 12.0
        gradebook.db.commit()

    done = api.autograde("01_toy", me(), force=True)

    assert done["success"], done
    with api.gradebook as gradebook:
        assert 52.0 == gradebook.find_submission("01_toy", me()).score
    shown = (root / "autograded" / me() / "01_toy/toy.ipynb").read_text(encoding="utf-8")
    assert "hidden tests, graded by autograder" in shown
    assert me() in api.get_autograded_students("01_toy")


@pytest.fixture(scope="module")
def formgrader(course):
    """Run Jupyter's server in the course, with nbgrader's formgrader."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = course[0].parent
    options = (
        "token=",
        "password=",
        "allow_root=True",
        "open_browser=False",
        "port_retries=0",
        "ip=127.0.0.1",
    )
    command = [sys.executable, "-m", "jupyter_server", f"--ServerApp.port={port}"]
    command += [f"--ServerApp.{option}" for option in options]
    log = home / "server.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            command,
            cwd=course[0],
            env={**environment(), "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "jupyter")},
            stdout=output,
            stderr=output,
        ) as server,
    ):
        address = f"http://127.0.0.1:{port}/formgrader"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            for _ in range(300):
                try:
                    opener.open(f"{address}/api/assignments", timeout=10).close()
                    break
                except OSError:
                    assert server.poll() is None, log.read_text()
                    time.sleep(0.1)
            yield address
        finally:
            server.terminate()


def page(url, home):
    """Return a page after its scripts have run, as a browser of flesh and blood has it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next((found for name in names if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("there is no Chromium on this machine")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-proxy-server",
        "--virtual-time-budget=8000",
    ]
    done = subprocess.run(
        [browser, *options, f"--user-data-dir={home / 'browser'}", "--dump-dom", url],
        env={**environment(), "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


@pytest.mark.slow_tool
def test_formgrader_shows_the_scores(course, formgrader):
    """In a real browser, the list has every student's status and score; no name becomes a tag."""
    text = page(f"{formgrader}/manage_submissions/01_toy", course[0].parent)

    rows = {row.split("</td>")[1].rpartition(">")[2]: row for row in text.split("<tr ")[2:]}
    assert "40 / 100" in rows["ben"]
    assert "2026-03-02 14:00:00 CET" in rows["ben"]
    assert "100 / 100" in rows["ann"]
    assert all("graded</span>" in rows[name] for name in ("ann", "ben", "cai", "dot", "eve"))
    assert "<title>hit" not in text


@pytest.mark.slow_tool
def test_formgrader_shows_the_submission(course, formgrader):
    """The submission's page has the code, what the hidden tests said, and each exercise's points."""
    with course[1].gradebook as gradebook:
        number = gradebook.find_submission_notebook("toy", "01_toy", "ben").id
    text = page(f"{formgrader}/submissions/{number}/", course[0].parent)

    assert "The means are those of the columns; take them along axis 1" in text
    assert "passed  TestScale::test_values (30 of 30 points)" in text
    assert "test-centre" in text
    assert "/ 60" in text


@pytest.mark.slow_tool
def test_jupyterlab_validates(course, formgrader):
    """The *Validate* of nbgrader's extension runs the public tests and shows what they say."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )
    opener.open(f"{formgrader}/gradebook", timeout=30).close()
    request = urllib.request.Request(
        f"{formgrader.removesuffix('/formgrader')}/assignments/validate",
        data=urllib.parse.urlencode({"path": f"submitted/{me()}/01_toy/toy.ipynb"}).encode(),
        headers={"X-XSRFToken": next(one.value for one in jar if one.name == "_xsrf")},
    )
    with opener.open(request, timeout=90) as answered:
        (failed,) = json.load(answered)["value"]["failed"]

    assert 'run_tests("centre", globals())' == failed["source"].split("\n")[-1]
    assert "the rows do not sum to zero" in failed["raw_error"]
