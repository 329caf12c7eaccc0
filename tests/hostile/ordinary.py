"""Run a command as an ordinary user although the tests run as root; used as a program.

    python ordinary.py [--container] command …

With ``--container`` the command runs under what a container engine's default profile refuses: unshare, mount,
setns, pivot_root and new namespaces; that is how level B is emulated. Nothing on the host is changed: an
interpreter in root's home is bound to be seen in a mount namespace of this process only.
"""

import os
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from autograder.isolation import kernel, namespaces, seccomp

ORDINARY = 12345
_REFUSED = {"x86_64": (155, 165, 166, 272, 308, 442), "aarch64": (41, 40, 39, 97, 268, 442)}


def refuse_namespaces() -> None:
    """Put this process under a filter like the one of a container engine."""
    clone = seccomp.CONDITIONAL["clone"][0 if kernel.MACHINE == "x86_64" else 1]
    clone3 = seccomp.CONDITIONAL["clone3"][0]
    program = [(0x20, 0, 0, 0)]
    for number in _REFUSED[kernel.MACHINE]:
        program += [(0x15, 0, 1, number), (0x06, 0, 0, seccomp.EPERM)]
    program += [(0x15, 0, 1, clone3), (0x06, 0, 0, seccomp.ENOSYS)]
    program += [(0x15, 0, 3, clone), (0x20, 0, 0, 16), (0x45, 0, 1, 0x7E020000), (0x06, 0, 0, seccomp.EPERM)]
    program += [(0x06, 0, 0, seccomp.ALLOW)]
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install(b"".join(struct.pack("<HBBI", *instruction) for instruction in program))


def become_ordinary() -> None:
    """Drop root, keeping the interpreter readable."""
    home = Path(sys.base_prefix)
    kernel.call("unshare", 0x00020000)
    kernel.call("mount", None, b"/", None, 16384 | (1 << 18), None)
    for folder in (home, *home.parents):
        if not folder.stat().st_mode & 0o001:
            descriptor = os.open(home, os.O_PATH | os.O_DIRECTORY)
            kernel.call("mount", b"home", str(folder).encode(), b"tmpfs", 0, b"mode=755")
            home.mkdir(parents=True)
            kernel.call("mount", f"/proc/self/fd/{descriptor}".encode(), str(home).encode(), None, 4096, None)
            os.close(descriptor)
            break
    namespaces.drop_user(ORDINARY)


if __name__ == "__main__":
    command = sys.argv[1:]
    container = command[:1] == ["--container"]
    user = "--root" not in command[:2]
    command = [word for i, word in enumerate(command) if i > 1 or word not in ("--container", "--root")]
    if user and os.geteuid() == 0:
        become_ordinary()
    if container:
        refuse_namespaces()
    os.execv(command[0], command)
