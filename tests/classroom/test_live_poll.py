"""A vote in the room: what a browser is served, what counts, who is turned away. Over HTTP, on 127.0.0.1."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html import escape
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest
import segno

from companion.bootstrap.commands import inside
from companion.classroom import live_poll
from companion.classroom.live_poll import (
    LONGEST_BODY,
    MOST_AT_ONCE,
    MOST_VOTERS,
    PATIENCE_S,
    PollServer,
    Votes,
    hold,
)
from companion.classroom.poll import main
from companion.exercises.registry import lesson

ITEM = next(item for item in lesson("03").predictions if item.id == "03-pays")
LONG_S = 300.0  # what a browser may take here: on a busy machine all are slow


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PollServer]:
    """A vote on 03-pays that is open."""
    assert live_poll._Handler.timeout == PATIENCE_S <= 10
    monkeypatch.setattr(live_poll._Handler, "timeout", LONG_S)
    one = PollServer(ITEM, 0)
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield one
    one.shutdown()
    one.server_close()
    thread.join()


class Browser:
    """Asks the server, and keeps the cookie it is given."""

    def __init__(self, server: PollServer) -> None:
        self.port, self.cookie = server.server_address[1], ""

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, HTTPMessage, str]:
        """One request: the answer's status, headers and text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONG_S)
        kept = {"Cookie": self.cookie} if self.cookie else {}
        connection.request(method, path, body or None, kept | headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.cookie = answer.headers.get("Set-Cookie", self.cookie).partition(";")[0]
        return answer.status, answer.headers, text

    def vote(self, choice: str) -> int:
        """Choose, as the button does."""
        return self.ask("POST", "/vote", f"choice={choice}")[0]


def test_the_ballot_asks_as_the_lesson_does_and_does_not_give_the_answer_away(server: PollServer) -> None:
    status, headers, page = Browser(server).ask("GET", "/")
    assert status == 200 and escape(ITEM.question) in page
    assert re.findall(r'value="(\w)"><b>\w</b> ([^<]+)</button>', page) == [
        (letter, escape(words)) for letter, words in ITEM.choices.items()
    ]
    assert not [reason for reason in ITEM.reasons.values() if escape(reason) in page]
    assert not re.search(r"(?:src|href)=\"(?!data:)|url\(|@import", page)
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_each_browser_has_one_vote_and_a_second_one_replaces_the_first(server: PollServer) -> None:
    ada, grace = Browser(server), Browser(server)
    for browser in (ada, grace):
        browser.ask("GET", "/")
    assert [ada.vote("a"), grace.vote("b"), ada.vote("b"), ada.vote("b")] == [303] * 4
    assert server.votes.counts() == {"a": 0, "b": 2, "c": 0, "d": 0}
    page = ada.ask("GET", "/")[2]
    assert "You chose b." in page and 'value="b" class=mine' in page


def test_a_vote_without_the_cookie_counts_nothing_and_leads_to_the_ballot(server: PollServer) -> None:
    stranger = Browser(server)
    for cookie in ("", "voter=1", "voter=" + "x" * 23, "voter=" + "<" * 22, "other=1", "voter"):
        stranger.cookie = cookie
        assert stranger.vote("a") == 303
    assert sum(server.votes.counts().values()) == 0


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/vote", "choice=e", {}, 400),
        ("/vote", "choice=", {}, 400),
        ("/vote", "", {}, 400),
        ("/vote", "choice=a&choice=b&choice=c", {}, 400),
        ("/vote", "choice=" + "a" * LONGEST_BODY, {}, 413),
        ("/vote", "choice=a", {"Content-Length": "-1"}, 413),
        ("/vote", "choice=a", {"Content-Length": "9" * 30}, 413),
        ("/", "choice=a", {}, 404),
        ("/votes", "choice=a", {}, 404),
    ],
)
def test_what_is_no_vote_is_refused_and_counts_nothing(
    server: PollServer, path: str, body: str, headers: dict[str, str], status: int
) -> None:
    browser = Browser(server)
    browser.ask("GET", "/")
    try:
        assert browser.ask("POST", path, body, **headers)[0] == status
    except ConnectionError:
        assert status in (404, 413)  # the rest of what was sent is not read
    assert sum(server.votes.counts().values()) == 0
    assert browser.vote("a") == 303 and server.votes.counts()["a"] == 1


@pytest.mark.parametrize(
    "path", ["/pyproject.toml", "/../pyproject.toml", "/%2e%2e/x", "//etc/passwd", "/?a"]
)
def test_nothing_is_served_but_its_own_pages(server: PollServer, path: str) -> None:
    status, _, page = Browser(server).ask("GET", path)
    assert status == 404 and "There is only a vote here." in page


def test_the_board_shows_the_address_as_a_qr_code_and_its_counts_grow(server: PollServer) -> None:
    browser = Browser(server)
    page = browser.ask("GET", "/board")[2]
    assert segno.make(server.address, micro=False).svg_inline(scale=8, border=2, omitsize=True) in page
    assert server.address in page and escape(ITEM.question) in page
    browser.ask("GET", "/")
    browser.vote("c")
    assert json.loads(browser.ask("GET", "/counts")[2]) == {"a": 0, "b": 0, "c": 1, "d": 0}


def test_only_this_machine_may_open_the_board(server: PollServer, monkeypatch: pytest.MonkeyPatch) -> None:
    real = server.get_request
    monkeypatch.setattr(server, "get_request", lambda: (real()[0], ("192.168.1.7", 4711)))
    phone = Browser(server)
    assert [phone.ask("GET", path)[0] for path in ("/", "/board", "/counts")] == [200, 403, 403]


def test_it_listens_on_this_machine_only_unless_the_network_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound = []

    def bind(self: PollServer) -> None:
        bound.append(self.server_address[0])
        self.server_address = ("anywhere", 4711)

    monkeypatch.setattr(PollServer, "server_bind", bind)
    monkeypatch.setattr(PollServer, "server_activate", lambda self: None)
    monkeypatch.setattr(live_poll, "network_address", lambda: "192.168.1.20")
    with PollServer(ITEM) as here, PollServer(ITEM, network=True) as room:
        assert bound == ["127.0.0.1", "0.0.0.0"]
        assert [here.address, room.address] == ["http://127.0.0.1:4711/", "http://192.168.1.20:4711/"]
        assert here.board == room.board == "http://127.0.0.1:4711/board"


def test_a_class_of_sixty_votes_at_once_and_changes_its_mind(server: PollServer) -> None:
    def student(number: int) -> list[int]:
        browser = Browser(server)
        return [browser.ask("GET", "/")[0], *(browser.vote("abcd"[(number + n) % 4]) for n in range(2))]

    assert MOST_AT_ONCE >= 60 * 3  # none is turned away, though a connection ends after its answer
    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(student, range(60)))
    assert answers == [[200, 303, 303]] * 60
    assert server.votes.counts() == {"a": 15, "b": 15, "c": 15, "d": 15}


def test_browsers_that_say_nothing_do_not_keep_others_from_voting(server: PollServer) -> None:
    silent = [socket.create_connection(("127.0.0.1", server.server_address[1])) for _ in range(50)]
    browser = Browser(server)
    browser.ask("GET", "/")
    assert browser.vote("d") == 303 and server.votes.counts()["d"] == 1
    for one in silent:
        one.close()


def test_a_browser_that_is_too_slow_is_closed(server: PollServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_poll._Handler, "timeout", 0.05)
    slow = socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=LONG_S)
    with slow, suppress(ConnectionError):  # it may be closed before it has said this much
        slow.sendall(b"POST /vote HTTP/1.1\r\nContent-Length: 8\r\n\r\nch")
        assert slow.recv(1000) == b""


def test_more_connections_than_it_serves_at_once_are_closed(
    server: PollServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_free", threading.BoundedSemaphore(1))
    first, second = (
        socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=LONG_S) for _ in "ab"
    )
    with suppress(ConnectionError):
        second.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert second.recv(1000) == b""
    first.close()
    second.close()


def test_more_voters_than_it_keeps_are_refused_and_those_it_has_may_change_theirs() -> None:
    votes = Votes(ITEM)
    assert all(votes.cast(str(number), "a") for number in range(MOST_VOTERS))
    assert not votes.cast("one more", "b") and votes.cast("0", "b")
    assert votes.counts() == {"a": MOST_VOTERS - 1, "b": 1, "c": 0, "d": 0}


def test_ctrl_c_ends_the_vote_and_its_counts_are_told_and_the_port_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(self: PollServer, poll_interval: float) -> None:
        self.votes.cast("ada", "b")
        raise KeyboardInterrupt

    monkeypatch.setattr(PollServer, "serve_forever", interrupted)
    told: list[str] = []
    server = PollServer(ITEM, 0)
    assert hold(server, told.append) == {"a": 0, "b": 1, "c": 0, "d": 0}
    assert told[0] == f"Vote at {server.address}" and server.board in told[1]
    assert server.socket.fileno() == -1  # closed: to listen there again would prove it, unless another does


def test_the_command_shows_what_was_voted_as_it_shows_counts_that_are_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def held(server: PollServer, say: object) -> dict[str, int]:
        server.server_close()
        return dict.fromkeys(ITEM.choices, 5)

    monkeypatch.setattr(live_poll, "hold", held)
    assert main(["03-pays", "--serve", "--port", "0"]) == 0
    assert "20 answers" in capsys.readouterr().out
    assert "<svg" in (tmp_path / "slides" / "poll-03-pays.html").read_text("utf-8")


def test_a_port_that_is_taken_is_a_sentence(server: PollServer, capsys: pytest.CaptureFixture[str]) -> None:
    port = server.server_address[1]
    assert inside("poll", ["03-pays", "--serve", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert f"Port {port} cannot be used" in said and "--port" in said
