"""Walks the whole file system and prints whatever it has no business to see."""

EXPECT = {"flags": "suspicious", "may": "output"}

# %%
import os

token = b"can" + b"ary-"
places = 0
for folder, folders, names in os.walk("/", followlinks=False):
    if folder.startswith(("/usr/lib", "/usr/share", "/packages", "/usr/bin", "/usr/include")):
        folders.clear()
        continue
    for name in names:
        path = os.path.join(folder, name)
        places += 1
        try:
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    found = file.read(1_000_000)
                at = found.find(token)
                if at >= 0:
                    print("FOUND", path, found[at : at + 60])
        except OSError:
            pass
print(places, "places")

# %%
for path in (
    "/etc/passwd /etc/shadow /etc/hosts ROOT_HOME/.ssh/id_rsa ROOT_HOME/.bash_history /proc/1/environ "
    "/proc/self/maps /proc/self/mem /proc/version /sys/class/net /dev/mem /dev/kmsg /dev/sda /dev/vda "
    "/run/secrets /var/log/syslog HOME_FOLDER COURSE_FOLDER SUBMISSIONS_FOLDER"
).split():
    if os.path.exists(path):
        print("FOUND", path)
