"""`poll ID --serve`: a class votes on its phones, and the counts grow on the projector.

It needs no service and no network but the room's. Two pages are served, by the standard library: `/`, where
one votes, and `/board`, for the projector, which only this machine may open. Promises: one vote a browser, a
second one replaces the first; the right answer is not given away; nothing is served but these pages; nothing
is kept but a letter for a random number; who sends too much or is too slow is turned away, and the others go
on voting. Without `network` nobody but this machine reaches it.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import socketserver
import threading
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from companion.classroom import live_pages
from companion.exercises.words import Prediction, Recall

PORT = 8765
MOST_VOTERS = 1000
MOST_AT_ONCE = 200
"""Connections served at one time; one more is closed."""
LONGEST_BODY = 100
"""Bytes of a vote; it is `choice=a`."""
PATIENCE_S = 10.0
"""Seconds a browser may take to say what it wants."""
_VOTER = re.compile(r"[A-Za-z0-9_-]{22}")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'",
}


class Votes:
    """What a class has chosen so far: a letter for each voter. Threads may share it."""

    def __init__(self, item: Prediction | Recall) -> None:
        self.item = item
        self._chosen: dict[str, str] = {}
        self._lock = threading.Lock()

    def cast(self, voter: str, choice: str) -> bool:
        """Take a vote in place of the voter's last one; False when there are too many voters."""
        with self._lock:
            if voter not in self._chosen and len(self._chosen) >= MOST_VOTERS:
                return False
            self._chosen[voter] = choice
            return True

    def of(self, voter: str) -> str:
        """What this voter has chosen; "" for nothing yet."""
        return self._chosen.get(voter, "")

    def counts(self) -> dict[str, int]:
        """How many chose each letter, in the order of the choices."""
        with self._lock:
            chosen = list(self._chosen.values())
        return {letter: chosen.count(letter) for letter in self.item.choices}


class PollServer(ThreadingHTTPServer):
    """Serves one question on 127.0.0.1, or with `network` to everybody who reaches this machine.

    Raise `OSError` where the port is taken.
    """

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = os.name != "nt"  # there it would let two servers share a port

    def __init__(self, item: Prediction | Recall, port: int = PORT, *, network: bool = False) -> None:
        self.votes, self._free = Votes(item), threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__(("0.0.0.0" if network else "127.0.0.1", port), _Handler)
        host = network_address() if network else "127.0.0.1"
        self.address = f"http://{host}:{self.server_address[1]}/"
        self.board = f"http://127.0.0.1:{self.server_address[1]}/board"

    def server_bind(self) -> None:
        """Bind without looking this machine's name up, which takes seconds where no name server answers."""
        socketserver.TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, unless too many are being answered."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away in the middle is nothing to tell the class about."""


class _Handler(BaseHTTPRequestHandler):
    server: PollServer
    timeout = PATIENCE_S
    server_version, sys_version = "poll", ""

    def do_GET(self) -> None:
        votes, voter = self.server.votes, self._voter()
        if self.path == "/":
            new = voter or secrets.token_urlsafe(16)
            cookie = f"voter={new}; HttpOnly; SameSite=Strict; Path=/"
            self._send(200, live_pages.ballot(votes.item, votes.of(voter)), **{"Set-Cookie": cookie})
        elif self.path in ("/board", "/counts") and not self.client_address[0].startswith("127."):
            self._send(403, live_pages.said("The board is shown by the teacher's machine."))
        elif self.path == "/board":
            self._send(200, live_pages.board(votes.item, self.server.address))
        elif self.path == "/counts":
            self._send(200, json.dumps(votes.counts()), **{"Content-Type": "application/json"})
        else:
            self._send(404, live_pages.said("There is only a vote here."))

    def do_POST(self) -> None:
        length, voter = self.headers.get("Content-Length", ""), self._voter()
        if self.path != "/vote":
            return self._send(404, live_pages.said("There is only a vote here."))
        if not length.isascii() or not length.isdigit() or int(length[:9]) > LONGEST_BODY:
            return self._send(413, live_pages.said("A vote is one letter."))
        body = self.rfile.read(int(length)).decode("ascii", "replace")
        choice = "".join(parse_qs(body).get("choice", []))  # of several choices none is one
        if choice not in self.server.votes.item.choices:
            return self._send(400, live_pages.said("That is none of the choices."))
        if voter and not self.server.votes.cast(voter, choice):
            return self._send(503, live_pages.said("More browsers have voted than this vote can take."))
        self._send(303, "", Location="/")  # without a cookie the page is opened anew, with one

    def _voter(self) -> str:
        """The random number that this browser was given; "" without one."""
        try:
            morsel = SimpleCookie(self.headers.get("Cookie", "")).get("voter")
        except CookieError:
            return ""
        return morsel.value if morsel and _VOTER.fullmatch(morsel.value) else ""

    def _send(self, code: int, text: str, **headers: str) -> None:
        body = text.encode()
        self.send_response(code)
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | _HEADERS | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: who voted when is nobody's business."""


def network_address() -> str:
    """This machine's address on the network of the room. Raise `OSError` where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # asks for the way there, sends nothing
        return str(probe.getsockname()[0])


def hold(server: PollServer, say: Callable[[str], None]) -> dict[str, int]:
    """Let people vote until Ctrl-C; the counts."""
    say(f"Vote at {server.address}")
    say(f"For the projector, with the QR code: {server.board}   Ctrl-C ends the vote.")
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        say("")
    finally:
        server.server_close()
    return server.votes.counts()
