"""Files of untrusted folders: only plain ones are read, and never through a link."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import plain_files
from autograder.model import CourseError
from autograder.plain_files import open_folder, printable


@pytest.fixture(params=["by descriptor", "by path"], autouse=True)
def way(request, monkeypatch):
    """Everything holds for systems with and without folder descriptors."""
    if request.param == "by path":
        monkeypatch.setattr(plain_files, "_BY_DESCRIPTOR", False)


@pytest.fixture
def root(tmp_path):
    """A folder with a file and a folder in it."""
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "a.py").write_bytes(b"x = 1\n")
    return tmp_path


def test_reads_what_is_there(root):
    """A plain file is read whole, down to the byte, when it is exactly as large as allowed."""
    with open_folder(root) as top, top.enter("ann") as folder:
        assert b"x = 1\n" == folder.read("a.py", 6)
        assert ["a.py"] == folder.names()
        assert folder.holds("a.py")
        assert not folder.holds("b.py")


def test_absence_is_not_a_problem(root):
    """What is not there is told apart from what cannot be read."""
    with open_folder(root) as top:
        with pytest.raises(FileNotFoundError, match=r"^bob$"), top.enter("bob"):
            pass
        with pytest.raises(FileNotFoundError, match=r"^ann/b$"), top.enter("ann") as folder:
            folder.read("b", 6)


def make_nothing_plain(folder):
    """Fill a folder with everything that is no plain file, and return names and what is said of them."""
    outside = folder.parent / "secret"
    outside.write_text("secret")
    (folder / "folder").mkdir()
    (folder / "link").symlink_to(outside)
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
    os.chdir(here)
    return {
        "folder": "a folder",
        "link": "a link",
        "dangling": "a link",
        "loop": "a link",
        "pipe": "a pipe or a device",
        "socket": "a pipe or a device",
    }


def test_only_plain_files(root):
    """Links, pipes, sockets and folders are refused at once; a pipe is not waited for."""
    kinds = make_nothing_plain(root / "ann")
    with open_folder(root) as top, top.enter("ann") as folder:
        for name, kind in kinds.items():
            assert folder.holds(name)
            with pytest.raises(CourseError, match=f"^ann/{name} is {kind}, not a plain file"):
                folder.read(name, 100)


def test_only_real_folders(root):
    """No link to a folder is gone into, and no file is."""
    (root / "bob").symlink_to(root / "ann")
    (root / "carl").touch()
    with open_folder(root) as top:
        for name, kind in {"bob": "a link", "carl": "a file"}.items():
            with pytest.raises(CourseError, match=f"^{name} is {kind}, not a folder"), top.enter(name):
                pass


def test_a_link_exchanged_in_the_last_moment(root, monkeypatch):
    """What turns into a link after it was looked at is not followed."""
    (root / "secret").write_text("secret")
    (root / "ann" / "a.py").unlink()
    (root / "ann" / "a.py").symlink_to(root / "secret")
    monkeypatch.setattr(
        plain_files.Folder, "_kind", lambda self, name: "a folder" if name == "ann" else "a file"
    )
    with (
        open_folder(root) as top,
        top.enter("ann") as folder,
        pytest.raises(CourseError, match=r"^ann/a\.py cannot be read"),
    ):
        folder.read("a.py", 100)


def test_bounded(root):
    """A file that is too large is refused by its size, without reading it."""
    with (root / "ann" / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    with open_folder(root) as top, top.enter("ann") as folder:
        with pytest.raises(CourseError, match=r"^ann/sparse is larger than the 2 kB allowed"):
            folder.read("sparse", 2048)
        with pytest.raises(CourseError, match="larger"):
            folder.read("a.py", 5)


def test_no_descriptor_stays_open(root):
    """However it ends, every folder and file is closed again."""
    make_nothing_plain(root / "ann")
    before = len(list(Path("/proc/self/fd").iterdir()))
    with open_folder(root) as top, top.enter("ann") as folder:
        folder.read("a.py", 6)
        for name in folder.names():
            if name != "a.py":
                with pytest.raises(CourseError):
                    folder.read(name, 6)
                if name != "folder":
                    with pytest.raises(CourseError), folder.enter(name):
                        pass
    assert before == len(list(Path("/proc/self/fd").iterdir()))


@given(names=st.sets(st.text(min_size=1, max_size=8), max_size=5))
def test_names_can_be_shown_and_stay_apart(names):
    """Shown names have no invisible characters, and two names are never shown alike."""
    shown = {printable(name) for name in names}
    assert all(one.isprintable() for one in shown)
    assert len(names) == len(shown)
    assert "Zoë (2)" == printable("Zoë (2)")
    assert "a%0ab%25%ff" == printable("a\nb%\udcff")
