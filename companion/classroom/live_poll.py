"""`poll ID --serve`: a class votes on its phones, and the counts grow on the projector.

It needs no service, and no network but the room's. It serves two pages: `/`, for voting, and `/board`, for
the projector, which only this machine may open. Each page is complete in itself: no file, font or script from
elsewhere. The package segno draws the QR code; without it, the board shows only the address.

Promises: each browser has one vote, and a second vote replaces the first. No page tells the right answer. It
serves only these pages, and keeps only a letter for each random number. It closes connections that send too
much or are too slow, and the others go on voting. Without `network` only this machine can reach it.
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
from html import escape
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

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
        """Count this vote in place of the voter's last one; False if there are too many voters."""
        with self._lock:
            if voter not in self._chosen and len(self._chosen) >= MOST_VOTERS:
                return False
            self._chosen[voter] = choice
            return True

    def of(self, voter: str) -> str:
        """The letter that this voter has chosen; "" before the first vote."""
        return self._chosen.get(voter, "")

    def counts(self) -> dict[str, int]:
        """How many chose each letter, in the order of the choices."""
        with self._lock:
            chosen = list(self._chosen.values())
        return {letter: chosen.count(letter) for letter in self.item.choices}


class PollServer(ThreadingHTTPServer):
    """Serves one question on 127.0.0.1, or with `network` to everybody on the network of this machine.

    Raises `OSError` if the port is taken.
    """

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = os.name != "nt"  # on Windows it would let two servers share a port

    def __init__(self, item: Prediction | Recall, port: int = PORT, *, network: bool = False) -> None:
        self.votes, self._free = Votes(item), threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__(("0.0.0.0" if network else "127.0.0.1", port), _Handler)
        host = network_address() if network else "127.0.0.1"
        self.address = f"http://{host}:{self.server_address[1]}/"
        self.board = f"http://127.0.0.1:{self.server_address[1]}/board"

    def server_bind(self) -> None:
        """Bind without looking up this machine's name, which takes seconds if no name server answers."""
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
        """Print nothing: a browser that closes a connection early does not concern the class."""


class _Handler(BaseHTTPRequestHandler):
    server: PollServer
    timeout = PATIENCE_S
    server_version, sys_version = "poll", ""

    def do_GET(self) -> None:
        votes, voter = self.server.votes, self._voter()
        if self.path == "/":
            new = voter or secrets.token_urlsafe(16)
            cookie = f"voter={new}; HttpOnly; SameSite=Strict; Path=/"
            self._send(200, _ballot(votes.item, votes.of(voter)), **{"Set-Cookie": cookie})
        elif self.path in ("/board", "/counts") and not self.client_address[0].startswith("127."):
            self._send(403, _said("The board is shown by the teacher's machine."))
        elif self.path == "/board":
            self._send(200, _board(votes.item, self.server.address))
        elif self.path == "/counts":
            self._send(200, json.dumps(votes.counts()), **{"Content-Type": "application/json"})
        else:
            self._send(404, _said("There is only a vote here."))

    def do_POST(self) -> None:
        length, voter = self.headers.get("Content-Length", ""), self._voter()
        if self.path != "/vote":
            return self._send(404, _said("There is only a vote here."))
        if not length.isascii() or not length.isdigit() or int(length[:9]) > LONGEST_BODY:
            return self._send(413, _said("A vote is one letter."))
        body = self.rfile.read(int(length)).decode("ascii", "replace")
        choice = "".join(parse_qs(body).get("choice", []))  # several choices together are not a choice
        if choice not in self.server.votes.item.choices:
            return self._send(400, _said("That is not one of the choices."))
        if voter and not self.server.votes.cast(voter, choice):
            return self._send(503, _said("More browsers have voted than this vote can take."))
        self._send(303, "", Location="/")  # a browser without a cookie gets one with the page

    def _voter(self) -> str:
        """The random number of this browser, from its cookie; "" if it has none."""
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
        """Print nothing: the time of each vote stays private."""


def network_address() -> str:
    """This machine's address on the network of the room. Raises `OSError` if there is no network."""
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


# --- the pages ----------------------------------------------------------------------------------------


def _ballot(item: Prediction | Recall, chosen: str) -> str:
    """The question with a button for each choice; `chosen` is the letter this browser has voted for."""
    buttons = "".join(
        f'<button name="choice" value="{letter}"{" class=mine" if letter == chosen else ""}>'
        f"<b>{letter}</b> {escape(words)}</button>"
        for letter, words in item.choices.items()
    )
    told = f"You chose {chosen}. You may change it while the vote is open." if chosen else "Choose one."
    return _page(
        item.question,
        f"<h1>{escape(item.question)}</h1>"
        f'<form method="post" action="/vote">{buttons}</form><p role="status">{told}</p>',
    )


def _board(item: Prediction | Recall, address: str) -> str:
    """The question, the QR code of `address`, and bars that grow. A button shows the bars."""
    rows = "".join(
        f'<div class="row" data-letter="{letter}"><b>{letter}</b><span>{escape(words)}</span>'
        "<i><u></u></i><output>0</output></div>"
        for letter, words in item.choices.items()
    )
    return _page(
        item.question,
        f'<main class="board"><h1>{escape(item.question)}</h1><div class="rows hidden">{rows}</div>'
        f"<aside>{_qr(address)}<p>{escape(address)}</p></aside></main>"
        '<p><button id="show">Show the counts</button> <output id="votes" role="status">0 votes</output></p>'
        f"<script>{_SCRIPT}</script>",
    )


def _said(sentence: str) -> str:
    """A page with one sentence."""
    return _page(sentence, f'<h1>{escape(sentence)}</h1><p><a href="/">To the vote</a></p>')


def _qr(address: str) -> str:
    try:
        import segno
    except ModuleNotFoundError:
        return ""
    return str(segno.make(address, micro=False).svg_inline(scale=8, border=2, omitsize=True))


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head>\n<body>{body}</body></html>\n'
    )


_STYLE = """
body{font:18px/1.4 sans-serif;margin:0 auto;padding:16px;max-width:1280px;background:#fff;color:#1a2530}
h1{font-size:1.4em;line-height:1.25;margin:.2em 0 .8em}
button{font:inherit;cursor:pointer;color:inherit;background:#f2f5f7;border:2px solid #c3ced6;
border-radius:8px;padding:12px 16px}
form button{display:block;width:100%;text-align:left;margin:0 0 12px}
button.mine{border-color:#0f5499;background:#dcecfb}
button:focus-visible{outline:3px solid #0f5499}
b{color:#0f5499;margin-right:.6em}
.board{display:grid;grid-template-columns:1fr 300px;gap:8px 40px}
.board h1{grid-column:1/-1;font-size:32px}
.board svg{width:100%;height:auto;display:block}
.board aside p{text-align:center;font-size:22px;overflow-wrap:anywhere;margin:8px 0}
.row{display:grid;grid-template-columns:1.6em 1fr 5em;align-items:center;margin:0 0 18px;font-size:26px}
.row i{grid-column:2;height:22px;background:#f2f5f7;border-radius:4px}
.row u{display:block;height:100%;width:0;background:#58a6f5;border-radius:4px;transition:width .3s}
.row output{grid-column:3;text-align:right}
.hidden i,.hidden output{visibility:hidden}
#votes{font-size:26px;margin-left:1em}
@media(max-width:800px){.board{grid-template-columns:1fr}.board aside{max-width:300px}}
@media(prefers-reduced-motion:reduce){.row u{transition:none}}
"""

_SCRIPT = """
const rows = document.querySelector('.rows'), show = document.getElementById('show');
show.onclick = () => {
  const hidden = rows.classList.toggle('hidden');
  show.textContent = hidden ? 'Show the counts' : 'Hide the counts';
};
async function look() {
  try {
    const counts = await (await fetch('/counts')).json(), all = Object.values(counts);
    const votes = all.reduce((sum, n) => sum + n, 0), most = Math.max(1, ...all);
    document.getElementById('votes').textContent = votes + (votes === 1 ? ' vote' : ' votes');
    for (const row of rows.children) {
      const n = counts[row.dataset.letter];
      row.querySelector('u').style.width = 100 * n / most + '%';
      row.querySelector('output').textContent = n;
    }
  } catch { document.getElementById('votes').textContent = 'The vote has ended.'; }
  setTimeout(look, 1000);
}
look();
"""
