"""Archives of an LMS: the right files land in nbgrader's layout, the rest is refused with a sentence."""

import io
import stat
import tarfile
import zipfile

import pytest

from autograder import archives
from autograder.archives import collect
from autograder.model import Assignment, CourseError

TEXT = b"def attention(): pass\n"


@pytest.fixture
def assignment(tmp_path):
    """An assignment that is not there: only its names matter."""
    return Assignment("04_attention", tmp_path / "solutions" / "04_attention")


def zipped(path, members):
    """Write a zip of (name or ZipInfo, content)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def found(submitted):
    """Return all files below, by path."""
    return {str(p.relative_to(submitted)): p.read_bytes() for p in submitted.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Ann Smith_1234_assignsubmission_file_/attention.py", "Ann Smith"),
        ("Ann Smith_1234_assignsubmission_file/attention.py", "Ann Smith"),
        ("Müller, Änne_99_assignsubmission_file_attention.py", "Müller, Änne"),
        ("smithann_1234_56789_attention.py", "smithann"),
        ("smithann_LATE_1234_56789_attention-2.py", "smithann"),
        ("export/smithann_1234_56789_attention.py", "smithann"),
        ("ann/04_attention/attention.py", "ann"),
        ("submitted/ann/04_attention/attention.py", "ann"),
        ("ann/attention.py", "ann"),
        ("ann/attention (1).py", "ann"),
    ],
)
def test_layouts(tmp_path, assignment, name, student):
    """Moodle's, Canvas's and plain names all name the student."""
    submitted = tmp_path / "submitted"
    assert collect(zipped(tmp_path / "a.zip", [(name, TEXT)]), submitted, assignment) == []
    assert found(submitted) == {f"{student}/04_attention/attention.py": TEXT}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar(tmp_path, assignment, mode):
    """Every kind of tar is read; links, devices, FIFOs and set-uid folders in it are refused or ignored."""
    with tarfile.open(tmp_path / "a.tar", mode) as tar:
        for name in ("ann/attention.py", "bob/04_attention/attention.ipynb"):
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(TEXT), 0o4777
            tar.addfile(info, io.BytesIO(TEXT))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"eve{kind.decode()}/attention.py")
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
    refused = collect(tmp_path / "a.tar", tmp_path / "submitted", assignment)
    assert len(refused) == 4
    assert all("not a plain file" in sentence for sentence in refused)
    assert set(found(tmp_path / "submitted")) == {
        "ann/04_attention/attention.py",
        "bob/04_attention/attention.ipynb",
    }
    assert not (tmp_path / "submitted/ann/04_attention/attention.py").stat().st_mode & 0o7000


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../ann/attention.py", "leads out"),
        ("/ann/attention.py", "leads out"),
        ("ann/../../x/attention.py", "leads out"),
        ("C:/ann/attention.py", "leads out"),
        ("ann\\..\\attention.py", "leads out"),
        ("ann/conftest.py", "is not called"),
        ("ann/numpy.py", "is not called"),
        ("ann/x.pth", "is not called"),
        ("ann/inner.zip", "is not called"),
        ("attention.py", "no student"),
        ("a/b/c/d/e/attention.py", "too deep"),
        ("a\x1b[2J/attention.py", "unprintable"),
        ("a\u202eb/attention.py", "unprintable"),
        ("a\nb/attention.py", "unprintable"),
        (".hidden/attention.py", "no student"),
        ("-rf/attention.py", "no student"),
        ("CON/attention.py", "no student"),
        ("a:b/attention.py", "leads out"),
        ("a?b/attention.py", "no student"),
        ("__MACOSX/ann/attention.py", "no submission"),
    ],
)
def test_refused_names(tmp_path, assignment, name, words):
    """A name that leads elsewhere or shadows something is refused; the others are taken."""
    archive = zipped(tmp_path / "a.zip", [(name, TEXT), ("bob/attention.py", TEXT)])
    (sentence,) = collect(archive, tmp_path / "submitted", assignment)
    assert words in sentence
    assert sentence.isprintable()
    assert set(found(tmp_path / "submitted")) == {"bob/04_attention/attention.py"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "submitted"]


def test_links_in_a_zip(tmp_path, assignment):
    """A symbolic link in a zip is refused, not followed."""
    info = zipfile.ZipInfo("ann/attention.py")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    (sentence,) = collect(zipped(tmp_path / "a.zip", [(info, b"/etc/passwd")]), tmp_path / "s", assignment)
    assert "link" in sentence


def test_duplicates(tmp_path, assignment):
    """Of two members for one place, however they are spelt, the first is taken."""
    members = [("ann/attention.py", TEXT), ("ANN/attention.py", b"2"), ("ann/attention-1.py", b"3")]
    refused = collect(zipped(tmp_path / "a.zip", members), tmp_path / "submitted", assignment)
    assert [("second" in sentence) for sentence in refused] == [True, True]
    assert found(tmp_path / "submitted") == {"ann/04_attention/attention.py": TEXT}


def test_bombs(tmp_path, assignment):
    """A member that unpacks to much more than a source file is refused without being unpacked."""
    members = [("ann/attention.py", b"\0" * 2**26), ("bob/attention.py", TEXT)]
    (sentence,) = collect(zipped(tmp_path / "a.zip", members), tmp_path / "submitted", assignment)
    assert "larger than" in sentence
    assert set(found(tmp_path / "submitted")) == {"bob/04_attention/attention.py"}


def test_lying_sizes(tmp_path, assignment):
    """A zip that lies about a member's size is believed by nobody."""
    path = zipped(tmp_path / "a.zip", [("ann/attention.py", b"\0" * 2**22)])
    raw = path.read_bytes().replace((2**22).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(raw)
    refused = collect(path, tmp_path / "submitted", assignment)
    assert len(refused) == 1
    assert found(tmp_path / "submitted") == {}


def test_too_many_members(tmp_path, assignment, monkeypatch):
    """An archive of very many members is refused as a whole."""
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    members = [(f"s{i}/attention.py", TEXT) for i in range(5)]
    with pytest.raises(CourseError, match="more than 3 members"):
        collect(zipped(tmp_path / "a.zip", members), tmp_path / "submitted", assignment)


def test_tar_bomb(tmp_path, assignment, monkeypatch):
    """A tar whose stream never ends is cut off."""
    monkeypatch.setattr(archives, "MAX_TOTAL", 2**20)
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as tar:
        info = tarfile.TarInfo("ann/other.bin")
        info.size = 2**24
        tar.addfile(info, io.BytesIO(b"\0" * 2**24))
        info = tarfile.TarInfo("bob/attention.py")
        info.size = len(TEXT)
        tar.addfile(info, io.BytesIO(TEXT))
    with pytest.raises(CourseError, match="unpacks to more"):
        collect(tmp_path / "a.tgz", tmp_path / "submitted", assignment)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x1f\x8b broken", b"plain text" * 100])
def test_no_archive(tmp_path, assignment, content):
    """What is no archive is one clear error with the file's name."""
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(CourseError, match=r"a\.zip: it cannot be read"):
        collect(tmp_path / "a.zip", tmp_path / "submitted", assignment)


def test_links_in_the_way(tmp_path, assignment):
    """Nothing is written through a link that lies in the students' folder."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "submitted").mkdir()
    (tmp_path / "submitted" / "ann").symlink_to(tmp_path / "elsewhere")
    (sentence,) = collect(
        zipped(tmp_path / "a.zip", [("ann/attention.py", TEXT)]), tmp_path / "submitted", assignment
    )
    assert "in the way" in sentence
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_collected_again(tmp_path, assignment):
    """A later archive replaces what an earlier one brought."""
    for text in (TEXT, b"new"):
        archive = zipped(tmp_path / "a.zip", [("ann/attention.py", text)])
        assert collect(archive, tmp_path / "submitted", assignment) == []
    assert found(tmp_path / "submitted") == {"ann/04_attention/attention.py": b"new"}
