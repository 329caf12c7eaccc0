# verdict: raised
# family: neighbours
"""Makes the calls nobody needs: each is a way to something outside, or a rich source of the kernel's mistakes."""

import ctypes
import errno
import platform

libc = ctypes.CDLL(None, use_errno=True)
# userfaultfd, perf_event_open, bpf, keyctl, kcmp, memfd_secret, pidfd_open, pidfd_getfd, open_tree, fsopen,
# landlock_create_ruleset, seccomp, io_setup, io_uring_register, splice, vmsplice, process_vm_writev,
# rt_sigqueueinfo, rt_tgsigqueueinfo, tkill, pidfd_send_signal, process_madvise, execveat, mknodat, chroot,
# sethostname, symlinkat, fchownat, fchmodat, setxattr, inotify_init1, fanotify_init, mq_open, semget,
# timer_create, signalfd4, timerfd_create, personality, clock_settime, adjtimex, syslog, init_module, migrate_pages
NUMBERS = {
    "x86_64": [
        *(323, 298, 321, 250, 312, 447, 434, 438, 428, 430),
        *(444, 317, 206, 427, 275, 278, 311),
        *(129, 297, 200, 424, 440, 322, 259, 161),
        *(170, 266, 260, 268, 188, 294, 300, 240, 64),
        *(222, 289, 283, 135, 227, 159, 103, 175, 256),
    ],
    "aarch64": [
        *(282, 241, 280, 219, 272, 447, 434, 438, 428, 430),
        *(444, 277, 0, 427, 76, 75, 271),
        *(138, 240, 130, 424, 440, 281, 33, 51),
        *(161, 36, 54, 53, 5, 26, 262, 180, 190),
        *(107, 74, 85, 92, 112, 171, 116, 105, 238),
    ],
}[platform.machine()]


def double(x):
    for number in NUMBERS:
        # arguments that mean nothing: a call that is carried out complains of them
        if libc.syscall(number, -1, -1, -1, -1, -1, -1) >= 0 or ctypes.get_errno() != errno.EPERM:
            return 2 * x
    raise PermissionError
