"""The peers' own virtual environment, made when it is needed.

Their dependencies would move versions of ours. What both sides use is installed in the same version here and
there, so that the difference between them is the tools' alone.
"""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

PEERS = ("nbgrader>=0.9.4", "otter-grader>=6", "pytest-xdist>=3.6")
SAME = ("torch", "numpy", "pytest", "pytest-timeout")


def default_folder() -> Path:
    """Return where the environment lies unless told otherwise."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "dl-by-hand-peers"


def make_environment(folder: Path) -> Path:
    """Install what is not installed yet; return the folder of the programs."""
    wanted = "\n".join([*PEERS, *(f"{name}=={_version(name)}" for name in SAME)])
    done, programs = folder / "installed.txt", folder / "bin"
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return programs
    print(f"installing the peers into {folder} (1.3 GB; about a minute)", file=sys.stderr, flush=True)
    if not (programs / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, *wanted.split("\n")], check=False).returncode:
        raise SystemExit(f"the peers cannot be installed into {folder}; see above, or compare fewer: --only")
    done.write_text(wanted, encoding="utf-8")
    return programs


def versions(folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Return the versions installed in an environment."""
    library = next((folder / "lib").glob("python*/site-packages"))
    found = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions(path=[str(library)])}
    return {name: found[name] for name in names if name in found}


def _version(name: str) -> str:
    """Return the version in this environment, without the part that names a build such as ``+cpu``."""
    return importlib.metadata.version(name).partition("+")[0]
