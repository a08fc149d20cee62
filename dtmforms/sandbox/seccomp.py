"""The calls to the kernel that a process which reads a file from outside has no need of, and their refusal on Linux.

A refused call fails with EPERM, or with ENOSYS where programs then try an older call that can be looked into. The
refusal cannot be taken back. Not done here: other systems, and reading files, of which loading code needs many.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, NamedTuple

_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # sockets and other talk
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "recvfrom": (45, 207),
    "recvmsg": (47, 212),
    "recvmmsg": (299, 243),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "msgget": (68, 186),
    "semget": (64, 190),
    "shmget": (29, 194),
    # programs and processes
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "unshare": (272, 97),
    "setns": (308, 268),
    "setsid": (112, 157),
    "setpgid": (109, 154),
    "setpriority": (141, 140),
    "personality": (135, 92),
    "uselib": (134, None),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    # other processes
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    # writing, making and removing files
    "creat": (85, None),
    "truncate": (76, 45),
    "ftruncate": (77, 46),
    "fallocate": (285, 47),
    "copy_file_range": (326, 285),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "rmdir": (84, None),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # what files are
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # disks
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    # the kernel
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_setup": (206, 0),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "fanotify_init": (300, 262),
    "landlock_create_ruleset": (444, 444),
    "syslog": (103, 116),
    "ioperm": (173, None),
    "iopl": (172, None),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
}
"""By name, the numbers on x86_64 and on aarch64 (`asm/unistd_64.h`, `asm-generic/unistd.h` of Linux 6); `None` where
the machine has no such call."""

_UNKNOWN = {"clone3": (435, 435), "openat2": (437, 437)}
"""They have their flags in memory, which a filter cannot read."""


class _Condition(NamedTuple):
    """A call is refused `if` an argument has one of the bits, or if it is equal; or `unless`."""

    numbers: tuple[int | None, int | None]
    argument: int
    refused: Literal["if", "unless"]
    test: Literal["bits", "equal"]
    value: int


_CLONE_THREAD = 0x10000
_TYPE_INTO_A_TERMINAL = 0x5412
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


_CONDITIONS = (
    _Condition((2, None), 1, "if", "bits", _WRITING),  # open
    _Condition((257, 56), 2, "if", "bits", _WRITING),  # openat
    _Condition((56, 220), 0, "unless", "bits", _CLONE_THREAD),  # clone
    _Condition((302, 261), 0, "unless", "equal", 0),  # prlimit64, of this process
    _Condition((16, 29), 1, "if", "equal", _TYPE_INTO_A_TERMINAL),  # ioctl
)
_OWN_PROCESS = _Condition((234, 131), 0, "unless", "equal", 0)
"""tgkill, by which a process aborts itself; the value is its number."""


_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""The column of the tables, and AUDIT_ARCH of `linux/audit.h`."""
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16
"""Where they stand in `struct seccomp_data` of `linux/seccomp.h`."""
_OF_X32 = 0x40000000
_NEWER = 463
"""From `setxattrat` on, which came with Linux 6.13: what is newer than this table does not exist for a reader, and C
libraries go on without it."""
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""Operations of `linux/bpf_common.h`: a word by its place, comparisons with a constant, the verdict."""
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER = 38, 22, 2

_NOT_PERMITTED, _NO_SUCH_CALL = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS

_OPERATION = struct.Struct("HBBI")
_Operation = tuple[int, int, int, int]
"""What is done, how many operations are left out where it is so, and where not, and with what."""


class _Program(ctypes.Structure):
    """`struct sock_fprog` of `linux/filter.h`."""

    _fields_ = (("length", ctypes.c_ushort), ("operations", ctypes.c_char_p))


def refuse() -> bool:
    """Refuse them for the rest of this process. False, and nothing is refused, on another system or machine, and where
    the kernel takes no filter."""
    if not prepare():
        return False
    own = b"".join(_packed(_of_condition(_OWN_PROCESS._replace(value=os.getpid()), _column())))
    first, others = _rules()
    whole = first + own + others
    program = _Program(len(whole) // _OPERATION.size, whole)
    place = ctypes.addressof(program)
    return not _prctl()(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) and not _prctl()(_SET_FILTER, _FILTER, place, 0, 0)


def prepare() -> bool:
    """Do what need not be done anew by each copy of this process; whether the machine is one of the tables."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    _prctl()
    _rules()
    return True


@cache
def _prctl() -> Any:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    return prctl


@cache
def _rules() -> tuple[bytes, bytes]:
    """The filter (`Documentation/userspace-api/seccomp_filter.rst` of Linux), as far as it is the same for all."""
    return b"".join(_packed(_of_machine())), b"".join(_packed(_of_tables(_column())))


def _packed(operations: Iterable[_Operation]) -> Iterator[bytes]:
    return (_OPERATION.pack(*operation) for operation in operations)


def _column() -> int:
    return _MACHINES[platform.machine()][0]


def _of_machine() -> Iterator[_Operation]:
    """A call by the numbers of another machine ends the process; then the number of the call is looked at."""
    yield _LOAD, 0, 0, _MACHINE
    yield _IF_EQUAL, 1, 0, _MACHINES[platform.machine()][1]
    yield _RETURN, 0, 0, _KILL
    yield _LOAD, 0, 0, _NUMBER
    yield _IF_AT_LEAST, 0, 1, _OF_X32
    yield _RETURN, 0, 0, _NOT_PERMITTED
    yield _IF_AT_LEAST, 0, 1, _NEWER
    yield _RETURN, 0, 0, _NO_SUCH_CALL


def _of_tables(column: int) -> Iterator[_Operation]:
    for table, verdict in ((_REFUSED, _NOT_PERMITTED), (_UNKNOWN, _NO_SUCH_CALL)):
        for number in (numbers[column] for numbers in table.values()):
            if number is not None:
                yield _IF_EQUAL, 0, 1, number
                yield _RETURN, 0, 0, verdict
    for condition in _CONDITIONS:
        yield from _of_condition(condition, column)
    yield _RETURN, 0, 0, _ALLOW


def _of_condition(condition: _Condition, column: int) -> Iterator[_Operation]:
    number = condition.numbers[column]
    if number is not None:
        skips = (0, 1) if condition.refused == "if" else (1, 0)
        yield _IF_EQUAL, 0, 4, number
        yield _LOAD, 0, 0, _ARGUMENTS + 8 * condition.argument
        yield _IF_BITS if condition.test == "bits" else _IF_EQUAL, *skips, condition.value
        yield _RETURN, 0, 0, _NOT_PERMITTED
        yield _RETURN, 0, 0, _ALLOW
