"""07-outbox: the row and its message, in one transaction."""

from typing import Any

from companion.exercises.budget import call
from companion.exercises.fresh import forgetting
from companion.exercises.lesson_07_posts import Posts, post_of
from companion.exercises.strike import Striking, crash
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

MOST_STEPS = 40

ANNOUNCED = "the post is stored, and its message waits under its own id"
CRASH = "struck at any point: the row and its message, or neither"
TWICE = "pressed twice, or twice at once: one row, one message, no error"
REFUSED = "what the database refuses is not announced, and the error comes out"

POSTS = ((101, 8, "hello"), (102, 7, "good day"))
"""post_id, user_id, content: Ben's and Ada's."""
OTHER_WORDS = (101, 8, "hallo")
TOO_LONG = (102, 7, "much too long")


def _observe(answer: Any) -> Seen:
    forget = forgetting(answer)

    def pressed(*given: Any) -> Any:
        """Each press comes to another process: only the database remembers."""
        forget()
        return answer(*given)

    return {
        "adds": "add" in getattr(getattr(answer, "__code__", None), "co_names", ()),
        "calm": _calm(pressed),
        "crash": _crashes(pressed),
        **_again(pressed),
        "refused": _refused(pressed),
    }


def _calm(answer: Any) -> dict[str, Any]:
    world = Posts()
    troubles = [world.press(answer, values).trouble for values in POSTS]
    return {**world.state(), "trouble": next((each for each in troubles if each), "")}


def _crashes(answer: Any) -> dict[str, Any]:
    """Ben's post, struck at each step in turn: the first one that leaves one without the other."""
    world = Posts()
    world.press(answer, POSTS[0])
    for at in range(1, min(len(world.last.names), MOST_STEPS) + 1):
        world = Posts()
        world.press(answer, POSTS[0], at, act=crash)
        state = world.state()
        if bool(state["rows"]) != bool(state["messages"]):
            return {**state, "step": world.last.struck, "number": at}
    return {"step": ""}


def _again(answer: Any) -> dict[str, Any]:
    world = Posts()
    world.press(answer, POSTS[0])
    outcome = world.press(answer, POSTS[0])
    twice = {**world.state(), "error": outcome.error, "trouble": outcome.trouble}
    twice["committed"] = "before commit" in world.last.names
    other = world.press(answer, OTHER_WORDS)
    twice["later"] = {**world.state(), "trouble": other.trouble}
    return {"twice": twice, "rival": _rival(answer)}


def _rival(answer: Any) -> dict[str, Any]:
    """The same press twice at once: another worker does all of it before the n-th transaction begins."""
    world = Posts()
    world.press(answer, POSTS[0])
    for at in range(1, min(world.last.names.count("begin"), MOST_STEPS) + 1):
        world = Posts()
        other = Striking(world.store)

        def act(step: str, world: Posts = world, other: Striking = other) -> None:
            call(answer, other, world.outbox, post_of(POSTS[0]), expect=True)

        outcome = world.press(answer, POSTS[0], at, act=act, only="begin")
        state = world.state()
        if len(state["rows"]) != 1 or len(state["messages"]) != 1 or outcome.trouble:
            return {**state, "number": at, "trouble": outcome.trouble}
    return {"number": 0}


def _refused(answer: Any) -> dict[str, Any]:
    world = Posts()
    world.press(answer, POSTS[0])
    outcome = world.press(answer, TOO_LONG)
    return {**world.state(), "error": outcome.error, "stopped": outcome.stopped}


def _announced(seen: Seen) -> Finding | None:
    calm = seen["calm"]
    if calm["trouble"]:
        return Finding("", f"your code {calm['trouble']}")
    for post_id, _, content in POSTS:
        if [post_id, content] not in calm["rows"]:
            return Finding("", f"post {post_id}, {content!r}: the table holds {_rows(calm)}")
        wanted = {"topic": "posts", "key": str(post_id), "type": "PostCreated", "told": [post_id, content]}
        if wanted not in calm["messages"]:
            said = f"post {post_id} is stored; in the outbox: {_messages(calm)}"
            return Finding(f'PostCreated {post_id} in "posts", key "{post_id}"', said)
    if len(calm["messages"]) != len(POSTS):
        return Finding("2 messages", f"two posts; in the outbox: {_messages(calm)}")
    return None


def _rows(state: Seen) -> str:
    return ", ".join(f"{post_id} {content!r}" for post_id, content in state["rows"][:4]) or "nothing"


def _messages(state: Seen) -> str:
    said = [
        f'{each["type"]} {each["told"][0]} in "{each["topic"]}", key "{each["key"]}"'
        for each in state["messages"][:3]
    ]
    return "; ".join(said) + ("; …" if len(state["messages"]) > 3 else "") or "nothing"


def _counts(state: Seen) -> str:
    rows, messages = len(state["rows"]), len(state["messages"])
    return f"{rows} {'row' if rows == 1 else 'rows'}, {messages} {'message' if messages == 1 else 'messages'}"


def _nothing_yet(seen: Seen) -> Finding | None:
    """What stands in the way of every other question: nothing is stored, or nothing is announced."""
    calm = seen["calm"]
    if calm["trouble"] or not calm["rows"] or not calm["messages"]:
        return Finding("", "there is no row with a message to ask this of yet")
    return None


def _crash(seen: Seen) -> Finding | None:
    struck = seen["crash"]
    if struck["step"]:
        at = f"at step {struck['number']} ({struck['step']})"
        return Finding("both or neither", f"a crash {at} leaves {_counts(struck)}")
    return _nothing_yet(seen)


def _twice(seen: Seen) -> Finding | None:
    if (nothing := _nothing_yet(seen)) is not None:
        return nothing
    twice, rival = seen["twice"], seen["rival"]
    if twice["trouble"]:
        return Finding("", f"the second press {twice['trouble']}")
    if len(twice["rows"]) != 1 or len(twice["messages"]) != 1:
        return Finding("1 row, 1 message", f"pressed again, in another process: {_counts(twice)}")
    later = twice["later"]
    if later["trouble"] or later["rows"] != twice["rows"] or len(later["messages"]) != 1:
        said = f"post 101 again, with other words: {later['trouble'] or _rows(later) + ', ' + _counts(later)}"
        return Finding("as it was", said)
    if rival["number"]:
        how = f"another worker stores post 101 before your transaction {rival['number']} begins"
        return Finding("1 row, 1 message", f"{how}: {rival['trouble'] or _counts(rival)}")
    return None


def _refusal(seen: Seen) -> Finding | None:
    refused = seen["refused"]
    if (nothing := _nothing_yet(seen)) is not None:
        return nothing
    if refused["stopped"]:
        return Finding("", "a post too long for the table: your code did not come to an end")
    if len(refused["rows"]) > 1:
        said = f"post 102, {TOO_LONG[2]!r}, is too long: the table holds {_rows(refused)}"
        return Finding("the error of the database", said)
    told = [each for each in refused["messages"] if each["told"][0] != 101]
    if told:
        said = _messages({"messages": told})
        return Finding("nothing of it", f"post 102 is refused by the database; in the outbox: {said}")
    if not refused["error"]:
        return Finding("the error of the database", "post 102 is refused, and whoever called hears nothing")
    return None


def _rows_only(seen: Seen) -> bool:
    calm = seen["calm"]
    return bool(calm["rows"]) and not calm["messages"] and not calm["trouble"]


def _one_key(seen: Seen) -> bool:
    told = seen["calm"]["messages"]
    return len(told) == 2 and told[0]["key"] == told[1]["key"] and told[0]["topic"] == told[1]["topic"]


def _overwritten(seen: Seen) -> bool:
    return bool(seen["twice"]["later"]["rows"] != seen["twice"]["rows"])


def _failed_statement(seen: Seen) -> bool:
    return str(seen["twice"]["error"]).startswith("StatementFailed")


OUTBOX = Exercise(
    id="07-outbox",
    title="create_post",
    kind="write",
    points=6,
    signature="create_post(store, outbox, post)",
    returns=False,
    observe=_observe,
    criteria=(
        Criterion(ANNOUNCED, 2, _announced),
        Criterion(CRASH, 2, _crash),
        Criterion(TWICE, 1, _twice),
        Criterion(REFUSED, 1, _refusal),
    ),
    misconceptions=(
        Misconception(
            "the row is enough",
            ANNOUNCED,
            lambda s: _rows_only(s) and not s["adds"],
            "The post is stored and nobody will hear of it: Ben's accident, without any crash. The message "
            "is one more row, beside the first.",
        ),
        Misconception(
            "misreads the answer of the INSERT",
            ANNOUNCED,
            lambda s: _rows_only(s) and bool(s["adds"]),
            "Your `outbox.add` was not reached for a new post. With RETURNING the answer is a list: one row "
            "for a new post, none for a post that is there. Without RETURNING it is always empty.",
        ),
        Misconception(
            "one key for all",
            ANNOUNCED,
            _one_key,
            lambda s: (
                f'Both messages have the key "{s["calm"]["messages"][0]["key"]}". Order is kept per key: all '
                "posts of all people would stand in one line, an order nobody asked for."
            ),
        ),
        Misconception(
            "two transactions",
            CRASH,
            lambda s: bool(s["crash"]["step"]) and bool(s["crash"]["rows"]) and bool(s["calm"]["messages"]),
            "The row is committed and the message is not: Ben's accident, with a table. Between two commits "
            "there is always a point where the process can die.",
        ),
        Misconception(
            "message first, in a transaction of its own",
            CRASH,
            lambda s: bool(s["crash"]["step"]) and not s["crash"]["rows"],
            "The message is committed and the post is not: everybody hears of a post that does not exist. "
            "The order of two commits only chooses which lie is told.",
        ),
        Misconception(
            "announces what was there",
            TWICE,
            lambda s: (
                len(s["twice"]["rows"]) == 1 and len(s["twice"]["messages"]) == 2 and not _overwritten(s)
            ),
            "The second press announced again what was there already. Only the database knows whether the "
            "row is new: ask it, and listen to the answer.",
        ),
        Misconception(
            "a transaction goes on after a refused statement",
            TWICE,
            lambda s: _failed_statement(s) and bool(s["twice"]["committed"]),
            "You caught the error, and the transaction could not be committed all the same: after a "
            "statement was refused it can only be rolled back. Let it do nothing instead of failing.",
        ),
        Misconception(
            "a repeat is an error",
            TWICE,
            lambda s: _failed_statement(s) and not s["twice"]["committed"],
            "Ben pressed again because he saw no answer. Now he sees an error, for a post that is there. A "
            "repeat should do nothing, and say so quietly.",
        ),
        Misconception(
            "the last press wins",
            TWICE,
            lambda s: len(s["twice"]["rows"]) == 1 and _overwritten(s),
            "A second press with other words changed the row: the first message tells of words that the "
            "table no longer holds. A post that is there stays as it is.",
        ),
        Misconception(
            "asks first, acts later",
            TWICE,
            lambda s: len(s["twice"]["messages"]) == 1 and bool(s["rival"]["number"]),
            "You asked in one transaction and acted in another; between the two somebody else did the same. "
            "Ask and act in one.",
        ),
        Misconception(
            "swallows the refusal",
            REFUSED,
            lambda s: not s["refused"]["error"] and len(s["refused"]["messages"]) == 1,
            "Nothing is stored, and Ben's page says posted. To store nothing is right; to hide why is not.",
        ),
    ),
    hints=(
        "How many times may you write `transaction`?",
        "The INSERT can tell you whether the post is new: with RETURNING it gives a row back only then.",
        'with store.transaction() as tx:\n    if tx.execute("INSERT … ON CONFLICT DO NOTHING RETURNING '
        'post_id", …):\n        outbox.add(tx, "posts", str(post.post_id), post)',
    ),
)
