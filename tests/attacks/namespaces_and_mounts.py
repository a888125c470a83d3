"""Makes namespaces of its own to become root in them: mounts, another /proc, chroot, pivot_root, setns."""

EXPECT = {"flags": "suspicious"}

# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
flags = {"user": 0x10000000, "mount": 0x20000, "net": 0x40000000, "pid": 0x20000000, "ipc": 0x8000000}
for name, flag in flags.items():
    if os.fork() == 0:
        done = libc.unshare(flag) == 0
        os._exit(done)
    done = os.waitstatus_to_exitcode(os.wait()[1])
    print(name, "FOUND a way" if done else "refused")
if os.fork() == 0:
    done = libc.unshare(flags["user"] | flags["mount"]) == 0
    done |= libc.mount(b"proc", b"/proc", b"proc", 0, None) == 0
    done |= libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, b"size=8g") == 0
    done |= libc.mount(None, b"/", None, 32, None) == 0
    done |= libc.umount2(b"/proc", 2) == 0 or libc.umount2(b"/tmp", 2) == 0
    done |= libc.chroot(b"/tmp") == 0
    done |= libc.sethostname(b"mine", 4) == 0
    os._exit(done)
print("mount", "FOUND a way" if os.waitstatus_to_exitcode(os.wait()[1]) else "refused")
print(os.listdir("/proc"), os.getuid(), os.getpid())

# %%
!unshare -Urm true 2>&1; nsenter -t 1 -a true 2>&1; su -c id 2>&1 </dev/null; mknod sda b 8 0 2>&1
!echo still here
