"""Refuse every connection that leaves this machine, in the kernels that build and test the lessons.

Python loads a module of this name by itself at start. The audit hook sees all of Python's sockets, whatever
opens them; what a C library opens by itself it cannot see.
"""

import sys

_LOCAL = ("127.", "::1", "localhost")


def _refuse(event: str, arguments: "tuple[object, ...]") -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and name and not name.startswith(_LOCAL):
        raise ConnectionRefusedError(f"lessons run without a network, and this one asked for {name}")


sys.addaudithook(_refuse)
