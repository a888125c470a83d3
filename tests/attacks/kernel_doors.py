"""Knocks at the kernel's lesser doors: ptrace, other processes' memory, keys, BPF, io_uring, set-user-id."""

EXPECT = {"flags": "suspicious"}

# %%
import ctypes
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)
numbers = {
    "x86_64": {"ptrace": 101, "process_vm_readv": 310, "add_key": 248, "keyctl": 250, "bpf": 321}
    | {"io_uring_setup": 425, "perf_event_open": 298, "userfaultfd": 323, "setns": 308},
    "aarch64": {"ptrace": 117, "process_vm_readv": 270, "add_key": 217, "keyctl": 219, "bpf": 280}
    | {"io_uring_setup": 425, "perf_event_open": 241, "userfaultfd": 282, "setns": 268},
}[os.uname().machine]
for name, number in numbers.items():
    print(name, libc.syscall(number, 0, 0, 0, 0, 0, 0), os.strerror(ctypes.get_errno()))

# %%
for change in (
    lambda: os.setuid(0),
    lambda: os.setgid(0),
    lambda: os.setgroups([0]),
    lambda: os.nice(-10),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10)),
    lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10_000, 10_000)),
    lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    lambda: os.mknod("/tmp/disk", 0o60666, os.makedev(8, 0)),
    lambda: os.chroot("/tmp"),
):
    try:
        change()
        print("FOUND a way")
    except OSError as error:
        print(error.strerror)
