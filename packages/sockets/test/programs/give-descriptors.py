"""Makes one descriptor of each kind that Linux can poll and Node cannot make, and sends them over a Unix socket.

Then it does what each line of its standard input says, which makes one of them ready.
"""
import ctypes
import os
import pty
import signal
import socket
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)


def check(answer):
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


class Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


class Itimerspec(ctypes.Structure):
    _fields_ = [("interval", Timespec), ("value", Timespec)]


folder = sys.argv[2]
reader, writer = os.pipe()
eventfd = check(libc.eventfd(0, os.O_NONBLOCK))
timerfd = check(libc.timerfd_create(1, os.O_NONBLOCK))
inotify = check(libc.inotify_init1(os.O_NONBLOCK))
check(libc.inotify_add_watch(inotify, folder.encode(), 0x100))  # IN_CREATE
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
mask = (ctypes.c_ulong * 16)(1 << (signal.SIGUSR1 - 1))
signalfd = check(libc.signalfd(-1, ctypes.byref(mask), os.O_NONBLOCK))
child = os.fork()
if child == 0:
    os.execvp("sleep", ["sleep", "600"])
pidfd = os.pidfd_open(child)
leader, terminal = pty.openpty()

descriptors = [reader, eventfd, timerfd, inotify, pidfd, leader, terminal, signalfd]
with socket.socket(socket.AF_UNIX) as to:
    to.connect("\0" + sys.argv[1])
    socket.send_fds(to, [b"all"], descriptors)

for line in sys.stdin:
    what = line.strip()
    if what == "pipe":
        os.write(writer, b"x")
    elif what == "pipe-end":
        os.close(writer)
    elif what == "eventfd":
        os.write(eventfd, struct.pack("Q", 7))
    elif what == "timerfd":
        check(libc.timerfd_settime(timerfd, 0, ctypes.byref(Itimerspec(Timespec(0, 0), Timespec(0, 1_000_000))), None))
    elif what == "inotify":
        open(os.path.join(folder, "made"), "w").close()
    elif what == "pidfd":
        os.kill(child, signal.SIGKILL)
    elif what == "leader":
        os.write(terminal, b"to the leader")
    elif what == "terminal":
        os.write(leader, b"to the terminal\n")
    print(what, flush=True)
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
