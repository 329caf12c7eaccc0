"""Zygotes, workers and levels: what they lock, what they hide, how they end, whose errors are whose."""

import os
import select
import socket
import subprocess
import sys
import textwrap
import threading
import time
import types
from pathlib import Path

import numpy as np
import pytest
from processes import wait_until

from autograder.isolation import canary, kernel, landlock, levels, libraries, sandbox
from autograder.isolation.calling import Worker
from autograder.isolation.doctor import diagnose
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.loading import Source
from autograder.isolation.process import Process
from autograder.isolation.sandbox import Level
from autograder.model import Verdict

pytestmark = pytest.mark.skipif(not kernel.NUMBERS, reason="locks need Linux on x86-64 or aarch64")
SDPA = "torch.nn.functional.scaled_dot_product_attention"


@pytest.fixture(scope="module", params=[Level.A, Level.B])
def zygote(request):
    """Lock in at either level."""
    with Zygote("numpy", Budget(memory_bytes=2**29, call_seconds=20), request.param) as zygote:
        yield zygote


def parent_of(pid):
    """Return the process id of a worker's zygote."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid:"))


def call(zygote, text, *args):
    """Run a text that defines f."""
    with Worker(zygote, Source("toy", textwrap.dedent(text), "toy.py")) as worker:
        return worker.call("f", args, {})


def test_both_levels_hold_here():
    """The canary breaks no promise of either level on this host."""
    assert levels.try_level(Level.A) is None
    assert levels.try_level(Level.B) is None


def test_a_canary_without_locks_sings():
    """Without locks nearly everything works: the canary does try."""
    with Zygote("bare", Budget(memory_bytes=2**29), Level.PROCESS) as zygote:
        process = zygote.fork_canary()
        with canary.bait(os.getpid(), 2**29) as target:
            worked = canary.ask(process.sock, target)
        zygote.reap(process)
    assert {"read", "list", "stat", "write", "fork", "exec", "socket", "memfd", "ptrace", "signal"} <= set(
        worked
    )
    assert len(canary.broken(Level.A, worked)) > 10


def test_unknown_levels_are_refused():
    """A level that does not exist is named, with those that do."""
    with pytest.raises(IsolationError, match="auto, A, B, process"):
        levels.choose_level("C")
    assert levels.choose_level("process") is Level.PROCESS
    assert levels.choose_level("auto") is Level.A


def test_container_offers_level_b_only():
    """Where namespaces are refused, A says what is lacking and what to do, and B holds."""
    program = (
        "from autograder.isolation.levels import try_level; from autograder.isolation.sandbox import Level;"
        "print(try_level(Level.A)); print(try_level(Level.B))"
    )
    ordinary = Path(__file__).parent / "hostile" / "ordinary.py"
    command = [sys.executable, str(ordinary), "--container", sys.executable, "-B", "-c", program]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    assert "unshare" in said[0]
    assert "--isolation B" in said[0]
    assert said[1] == "None"


def test_doctor_says_what_holds():
    """One line for each level."""
    lines = diagnose()
    assert [line.split()[1] for line in lines if line.startswith("level")] == ["A", "B", "process"]


def test_honest_work_is_not_hindered(zygote):
    """Linear algebra, threads, random numbers, lazy imports all run under the locks."""
    text = """
        import threading
        import numpy as np
        def f(x):
            from numpy.polynomial import legendre
            import decimal, fractions, statistics, tempfile, random
            found = []
            thread = threading.Thread(target=lambda: found.append(np.linalg.svd(x)[1].sum()))
            thread.start(); thread.join()
            random.SystemRandom().random()
            return found[0] - np.linalg.svd(x)[1].sum()
    """
    assert call(zygote, text, np.eye(40)) == 0.0


def test_scratch_is_private_and_gone():
    """At level A there is a small folder to write to; the next worker finds it empty."""
    text = """
        import os, tempfile
        def f():
            found = os.listdir(".")
            with open("kept", "w") as file, tempfile.TemporaryFile() as other:
                file.write("x"); other.write(b"x")
            return found
    """
    with Zygote("numpy", Budget(), Level.A) as zygote:
        assert call(zygote, text) == []
        assert call(zygote, text) == []


def test_scratch_of_two_at_a_time():
    """Workers side by side have a folder each, and later ones another."""
    text = """
        import os
        def f(name):
            open(name, "w").close()
            return os.listdir(".")
    """
    source = Source("toy", textwrap.dedent(text), "toy.py")
    with Zygote("numpy", Budget(), Level.A) as zygote:
        with Worker(zygote, source) as first, Worker(zygote, source) as second:
            assert first.call("f", ("one",), {}) == ["one"]
            assert second.call("f", ("two",), {}) == ["two"]
        assert call(zygote, text, "three") == ["three"]


def namespaces_of(pid):
    """Return what the kernel calls the namespaces of a process."""
    return {link.name: str(link.readlink()) for link in Path(f"/proc/{pid}/ns").iterdir()}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root sees the namespaces of others")
def test_namespaces_are_not_shared():
    """Workers side by side share none; a lone one has all to itself but the zygote's empty network."""
    private = {"pid", "mnt", "net", "ipc", "uts", "user", "cgroup"}
    with Zygote("bare", Budget(memory_bytes=2**29), Level.A) as zygote:
        living = [zygote.fork_canary() for _ in range(3)]
        workers = [namespaces_of(process.pid) for process in living]
        warm = namespaces_of(parent_of(living[0].pid))
        for process in living:
            zygote.reap(process)
        again = zygote.fork_canary()
        last = namespaces_of(again.pid)
        zygote.reap(again)
    for kind in private:
        assert len({worker[kind] for worker in workers}) == 3
        assert namespaces_of("self")[kind] not in {warm[kind], *(worker[kind] for worker in workers)}
    for lone in (workers[0], last):
        assert {kind for kind in private if lone[kind] == warm[kind]} == {"net"}


def descriptors_of(pid):
    """Return how many descriptors a process holds."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root sees the descriptors of others")
@pytest.mark.parametrize("level", [Level.A, Level.B])
def test_nothing_piles_up(level):
    """However many workers have ended, zygote and keeper hold no more descriptors than after the first."""
    with Zygote("bare", Budget(memory_bytes=2**29), level) as zygote:
        process = zygote.fork_canary()
        zygote_pid, keeper_pid = parent_of(process.pid), zygote._process.pid
        zygote.reap(process)
        held = descriptors_of(zygote_pid), descriptors_of(keeper_pid)
        for living in [zygote.fork_canary() for _ in range(5)]:
            zygote.reap(living)
        wait_until(lambda: descriptors_of(zygote_pid) <= held[0], "the zygote to close what it held")
        wait_until(lambda: descriptors_of(keeper_pid) <= held[1], "the keeper to close what it was left")


def test_checkouts_are_not_there(zygote):
    """Neither the course's folder nor modules from it can be reached, only what workers need of the tool."""
    root = str(Path(__file__).parents[1])
    text = """
        import os, sys
        def f(root):
            sys.path.insert(0, root)
            try:
                import autograder.cli
                return "imported"
            except ImportError:
                pass
            try:
                return os.listdir(root)
            except OSError:
                return None
    """
    seen = call(zygote, text, root)
    # of a checkout with the interpreter's environment inside, the way to that environment is there, no more
    environment = Path(sys.prefix)
    way = [environment.relative_to(root).parts[0]] if environment.is_relative_to(root) else None
    assert seen in (None, way)


BURNER = """
import threading
def burn():
    while True: pass
def f():
    if threading.active_count() == 1:
        threading.Thread(target=burn, daemon=True).start()
"""


def spent_resting(worker):
    """Return the CPU time a worker uses while it is not being called."""
    before = worker.cpu_now()
    time.sleep(0.2)
    return worker.cpu_now() - before


def test_stopped_between_calls(zygote):
    """Asked to, a worker is stopped between calls, whatever its threads do."""
    with Worker(zygote, Source("toy", BURNER, "toy.py"), stops_always=True) as worker:
        worker.call("f", (), {})
        time.sleep(0.05)
        assert spent_resting(worker) == 0.0


def test_restless_worker_is_stopped(zygote):
    """A worker that computes between calls is stopped after the next one."""
    with Worker(zygote, Source("toy", BURNER, "toy.py")) as worker:
        worker.call("f", (), {})
        while spent_resting(worker) < 0.06:
            pass
        worker.call("f", (), {})
        time.sleep(0.05)
        assert spent_resting(worker) == 0.0


def test_worker_is_one_process_and_dies(zygote):
    """Stopping a worker leaves nothing of it; its pidfd says so."""
    process = zygote.fork()
    assert Path(f"/proc/{process.pid}").exists()
    assert process.number != process.pid or zygote.level is Level.B
    zygote.reap(process)
    assert not Path(f"/proc/{process.pid}").exists()


@pytest.mark.parametrize("level", [Level.A, Level.B, Level.PROCESS])
def test_killed_grader_takes_everything_along(level):
    """SIGKILL to the grader ends zygote and workers, although a thread that has ended started them."""
    program = f"""
import threading, time
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.sandbox import Level
zygote = Zygote("bare", Budget(memory_bytes=2**29), Level("{level}"))
made = []
thread = threading.Thread(target=lambda: made.append(zygote.fork_canary()))
thread.start(); thread.join()
print(made[0].pid, zygote._process.pid, flush=True)
time.sleep(60)
"""
    grader = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    pids = [int(word) for word in grader.stdout.readline().split()]
    descriptors = [os.pidfd_open(pid) for pid in pids]
    grader.kill()
    grader.wait()
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    ended, deadline = set(), time.monotonic() + 10
    while len(ended) < 2 and time.monotonic() < deadline:
        for descriptor, _ in poll.poll(1000):
            ended.add(descriptor)
            poll.unregister(descriptor)
    for descriptor in descriptors:
        os.close(descriptor)
    grader.stdout.close()
    assert len(ended) == 2


def test_zygote_outlives_the_thread_that_started_it():
    """A lane may start its zygote in any thread."""
    with Zygote("bare", Budget(memory_bytes=2**29), Level.A) as zygote:
        thread = threading.Thread(target=lambda: zygote.reap(zygote.fork()))
        thread.start()
        thread.join()
        first = zygote._process.pid
        zygote.reap(zygote.fork())
        assert zygote._process.pid == first


@pytest.mark.parametrize("said", [b"!OSError: mount: Operation not permitted", b""])
def test_failed_setup_is_ours(said):
    """A worker that does not say that it is locked is an IsolationError, whatever it says instead."""
    ours, theirs = socket.socketpair()
    theirs.sendall(said)
    theirs.close()
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    zygote = Zygote("bare", Budget(), Level.A)
    with pytest.raises(IsolationError, match="could not be locked in"):
        zygote._await_lock(Process(ours, child.pid, os.pidfd_open(child.pid)))
    assert child.wait() == -9


def test_failed_start_is_ours():
    """A zygote that cannot start says why."""
    with pytest.raises(IsolationError, match="did not start"), Zygote("torch2", Budget(), Level.A) as zygote:
        zygote.fork()


def test_worker_that_claims_our_exit_status(zygote):
    """Ending with the status of a failed set-up, after it succeeded, is the student's own crash."""
    with pytest.raises(SubmissionError) as caught:
        call(zygote, "import os\ndef f(): os._exit(70)\n")
    assert caught.value.verdict is Verdict.CRASHED


def test_torch_is_not_there_for_numpy(zygote):
    """The import is refused by rule; without the guard the package is still not there."""
    with pytest.raises(SubmissionError, match="written without torch") as caught:
        call(zygote, "def f():\n    import torch\n")
    assert caught.value.verdict is Verdict.REFUSED
    text = """
        import sys
        sys.meta_path[:] = sys.meta_path[1:]
        def f():
            import torch
            return torch.ones
    """
    with pytest.raises(SubmissionError) as caught:
        call(zygote, text)
    assert caught.value.verdict is Verdict.RAISED


def test_forbidden_functions_of_numpy():
    """A forbidden function raises wherever numpy keeps it; others work."""
    with Zygote("numpy", Budget(), Level.A, forbidden=("numpy.linalg.qr", "pytest")) as zygote:
        with pytest.raises(SubmissionError, match=r"written without numpy\.linalg\.qr"):
            call(zygote, "import numpy as np\ndef f(x): return np.linalg.qr(x)\n", np.eye(2))
        with pytest.raises(SubmissionError, match="written without pytest"):
            call(zygote, "def f():\n    import pytest\n")
        assert call(zygote, "import numpy as np\ndef f(x): return np.linalg.det(x)\n", np.eye(2)) == 1.0


def test_rule_that_names_nothing():
    """A misspelt rule is our error, not a rule that never applies."""
    with (
        pytest.raises(IsolationError, match="nothing_like_it"),
        Zygote("numpy", Budget(), Level.A, forbidden=("numpy.nothing_like_it",)) as zygote,
    ):
        zygote.fork()


def test_claimed_rules_are_not_repeated(zygote):
    """A submission that makes up a rule cannot choose the sentence."""
    text = """
        import sys
        def f():
            raise sys.modules["autograder.isolation.forbidden"].ForbiddenError("OWNED")
    """
    with pytest.raises(SubmissionError, match="without what it uses") as caught:
        call(zygote, text)
    assert "OWNED" not in str(caught.value)


def test_threads_are_limited(zygote):
    """The limit binds at both levels as root, wherever the interpreter lies, and at level A as anybody."""
    if zygote.level is Level.B and os.geteuid() != 0:
        pytest.skip("at level B the threads of an ordinary user are all counted together")
    text = """
        import os, threading
        def f():
            gate = threading.Event()
            threading.stack_size(2**16)
            try:
                for started in range(100):
                    threading.Thread(target=gate.wait, daemon=True).start()
            except RuntimeError:
                import fractions
                return started, os.getuid(), os.geteuid()
            finally:
                gate.set()
    """
    started, user, effective = call(zygote, text)
    assert started < 40
    assert 0 not in (user, effective)


def test_closed_folders_have_one_owner(tmp_path, monkeypatch):
    """Libraries below the closed folder of one user are read as that user; of several, they are refused."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        (folder / "lib").mkdir(parents=True)
        folder.chmod(0o700)
    true = os.stat
    owners = {str(first): 1001, str(second): 1002}

    def owned(path):
        found = true(path)
        if str(path) not in owners and not str(path).startswith(str(tmp_path) + "/"):
            return types.SimpleNamespace(st_mode=0o755, st_uid=0)
        return types.SimpleNamespace(st_mode=found.st_mode, st_uid=owners.get(str(path), 0))

    monkeypatch.setattr(sandbox.os, "stat", owned)
    assert sandbox._owner_of_closed(["/usr"]) is None
    assert sandbox._owner_of_closed([str(first / "lib")]) == 1001
    with pytest.raises(OSError, match="chmod o"):
        sandbox._owner_of_closed([str(first / "lib"), str(second / "lib")])


def test_impossible_failures_are_not_believed(zygote):
    """A worker that writes its own replies cannot hide words in the kind of an error or data in its line."""
    text = """
        import sys
        messages = sys.modules["autograder.isolation.messages"]
        def describe(error, file):
            return messages.Failure(str(error), str(error), "text", 3000, "submission")
        def f(kind):
            sys.modules["autograder.isolation.worker"].describe = describe
            raise ValueError(kind)
    """
    for kind, believed in (("0.25 0.75", "Exception"), ("print", "Exception"), ("KeyError", "KeyError")):
        with pytest.raises(SubmissionError) as caught:
            call(zygote, text, kind)
        assert (believed, None) == (caught.value.failure.kind, caught.value.failure.line)


def test_forbidden_operators_of_torch():
    """Every road to attention is closed, others are open, and torch is as fast as outside."""
    text = """
        import torch
        import torch.nn.functional as F
        def f(road):
            q = torch.ones(1, 2, 3, 4)
            if road == "functional": return F.scaled_dot_product_attention(q, q, q)
            if road == "binding": return torch._C._nn.scaled_dot_product_attention(q, q, q)
            if road == "math": return torch.ops.aten._scaled_dot_product_attention_math(q, q, q)[0]
            if road == "grad":
                return F.scaled_dot_product_attention(q.requires_grad_(), q, q)
            if road == "module": return torch.nn.MultiheadAttention(4, 2)(q[0], q[0], q[0])[0]
            if road == "library":
                library = torch.library.Library("aten", "IMPL")
                library.impl("scaled_dot_product_attention", lambda *a, **k: q, "CPU")
                return torch._C._nn.scaled_dot_product_attention(q, q, q)
            if road == "capability": return torch.backends.cpu.get_cpu_capability()
            return F.softmax(q, -1)
    """
    import torch

    with Zygote("torch", Budget(call_seconds=30), Level.A, forbidden=(SDPA,)) as zygote:
        for road in ("functional", "binding", "math", "grad", "module", "library"):
            with pytest.raises(
                SubmissionError, match=r"written without torch\.nn\.functional\.scaled"
            ) as caught:
                call(zygote, text, road)
            assert caught.value.verdict is Verdict.REFUSED
        assert call(zygote, text, "softmax").shape == (1, 2, 3, 4)
        assert call(zygote, text, "capability") == torch.backends.cpu.get_cpu_capability()


def test_checkout_inside_a_library_is_refused(monkeypatch, tmp_path):
    """A course that lies where submissions can read is an error, not a leak."""
    library = tmp_path / "lib" / "site-packages"
    (library / "course").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(library), str(library / "course")])
    with pytest.raises(OSError, match="move it"):
        libraries.folders()


def test_leaves_leave_out(tmp_path):
    """Without namespaces, hidden packages are left out of what may be read."""
    for name in ("numpy", "torch", "scipy"):
        (tmp_path / name).mkdir()
    readable, listable = libraries.leaves([str(tmp_path)], [str(tmp_path / "torch")])
    assert sorted(readable) == [str(tmp_path / "numpy"), str(tmp_path / "scipy")]
    assert listable == [str(tmp_path)]


def test_landlock_is_there():
    """The kernel tells its version."""
    assert landlock.version() >= 1
