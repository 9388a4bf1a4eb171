"""12-route: for each of eight questions the model to ask, judged by asking it."""

import difflib
from collections.abc import Callable
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.schedules import EXPLORING_STEPS
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

READ = "a1, a2, b1: the right posts, and nothing else is read for them"
NOW = "b2, d1: what must be true at once is asked where it is written"
REST = "c1, c2, d2: days, looks and pictures"

ROWS = {READ: ("a1", "a2", "b1"), NOW: ("b2", "d1"), REST: ("c1", "c2", "d2")}


def _observe(answer: Any) -> Seen:
    from companion.scenarios.routes import MODELS, QUESTIONS

    given = {str(plain(key)).strip().lower(): plain(value) for key, value in dict.items(answer)}
    rows: dict[str, Any] = {}
    for question, asks in QUESTIONS.items():
        chosen = given.get(question)
        word = chosen.strip().lower() if type(chosen) is str else ""
        rows[question] = {
            "asks": asks,
            "open": question not in given or chosen == {"todo": True},
            "chosen": word if word in MODELS else "",
            "written": in_words(chosen, 40),
        } | (_asked(question, word) if word in MODELS else {})
    return {"rows": rows, "strange": [each for each in given if each not in QUESTIONS]}


def _asked(question: str, model: str) -> dict[str, Any]:
    from companion.scenarios.routes import asked, right_choice

    said: Any = call(asked, question, model, steps=EXPLORING_STEPS).value
    fits = call(right_choice, question, steps=EXPLORING_STEPS).value == model
    return {"says": said.says, "right": said.right, "cost": said.cost, "fits": fits}


def _judge(name: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        wrong = [each for each in ROWS[name] if not seen["rows"][each]["open"]]
        for question in wrong:
            row = seen["rows"][question]
            if not row["chosen"]:
                models = '"feed", "search", "analytics", "media", "write" or "nobody"'
                return Finding(models, f"{question}: {row['written']}")
            if not row["fits"]:
                return Finding("", f"{question} ({row['asks']}) {_told(row)}")
        return _open(name, seen)

    return judge


def _told(row: dict[str, Any]) -> str:
    asked = "answered by nobody" if row["chosen"] == "nobody" else f"asked of {row['chosen']}"
    return f"{asked}: {row['says']}" + (f"; {row['cost']}" if row["cost"] else "")


def _open(name: str, seen: Seen) -> Finding | None:
    first = next((each for each in ROWS[name] if seen["rows"][each]["open"]), None)
    if first is None:
        return None
    still = sum(row["open"] for row in seen["rows"].values())
    near = difflib.get_close_matches(first, seen["strange"], 1, 0.5)
    hint = f"; nothing is called {(near or seen['strange'])[0]!r}" if seen["strange"] else ""
    return Finding("", f"{first} is not chosen yet; rows still open: {still}{hint}")


def _is(question: str, *models: str) -> Callable[[Seen], bool]:
    return lambda seen: seen["rows"][question]["chosen"] in models


def _shows(name: str, question: str, *models: str) -> Callable[[Seen], bool]:
    """Whether the row of which the learner is told is this one, and was given one of these models."""

    def recognise(seen: Seen) -> bool:
        finding = _judge(name)(seen)
        return (
            finding is not None
            and finding.evidence.startswith(f"{question} (")
            and _is(question, *models)(seen)
        )

    return recognise


def _everywhere(model: str) -> Callable[[Seen], bool]:
    return lambda seen: sum(row["chosen"] == model for row in seen["rows"].values()) >= 6


ROUTE = Exercise(
    id="12-route",
    title="which model?",
    kind="design",
    points=5,
    accepts=(dict,),
    example='{"a1": "search", "a2": "media"}',
    blank=({},),
    observe=_observe,
    criteria=tuple(
        Criterion(name, points, _judge(name)) for name, points in ((READ, 1), (NOW, 2), (REST, 2))
    ),
    misconceptions=(
        Misconception(
            "the tables can do it all",
            READ,
            _everywhere("write"),
            "They can, row by row: SCAN posts for Paris, for each day, and a sort for each of 57,870 looks a "
            "second. A read model is there so that nothing else is read.",
        ),
        Misconception(
            "a search engine finds everything",
            READ,
            _everywhere("search"),
            "An index knows words. Who follows whom, who tapped and who looked are not words of a post.",
        ),
        Misconception(
            "a feed is for everything new",
            READ,
            _everywhere("feed"),
            "A feed is one reader's list of ids, trimmed, and late. It has no words, hearts or pictures.",
        ),
        Misconception(
            "the read model decides",
            NOW,
            lambda seen: (
                _shows(NOW, "d1", "feed", "search", "analytics")(seen)
                or (
                    _is("d1", "feed", "search", "analytics")(seen)
                    and not seen["rows"]["b2"]["fits"]
                    and not _is("b2", "analytics")(seen)
                )
            ),
            "It still shows what was true before. Whoever decides from a late copy edits a deleted post. "
            "Decide from what is written.",
        ),
        Misconception(
            "the heart from the counter",
            NOW,
            _shows(NOW, "b2", "analytics"),
            "The counter will be right in a moment. Bob looks now, sees no heart, and taps again. He must "
            "read what he wrote.",
        ),
        Misconception(
            "a profile is a feed",
            READ,
            _shows(READ, "a2", "feed"),
            "A feed belongs to a reader: the newest of all whom he follows. A profile is about an author, "
            "and shows all.",
        ),
        Misconception(
            "new posts are found in the feed",
            READ,
            _shows(READ, "b1", "feed"),
            "Paris is a word, and a feed holds none. And what somebody searches for is seldom among the "
            "newest.",
        ),
        Misconception(
            "an index makes joins cheap",
            READ,
            _shows(READ, "a1", "write"),
            "The index finds the posts of each author. All of them are still sorted, at every look, to show "
            "50.",
        ),
        Misconception(
            "LIKE is a search",
            READ,
            _shows(READ, "b1", "write"),
            "LIKE '%paris%' can use no index: it reads each row. It is right today, with 61 posts.",
        ),
        Misconception(
            "analytics knows everything",
            REST,
            _shows(REST, "c2", "analytics"),
            "It answers 0: nobody published a view. A model cannot show what nobody published.",
        ),
        Misconception(
            "counting is for the tables",
            REST,
            _shows(REST, "c1", "write"),
            "They count rightly, and read every post for it, on the machine that takes the new ones.",
        ),
        Misconception(
            "the address is the picture",
            REST,
            _shows(REST, "d2", "write"),
            "The row has an address. The bytes lie where Ada uploaded them, and Auckland is far from there.",
        ),
    ),
    hints=(
        "May the answer be three seconds old? If not, no read model can give it.",
        "For the others: in which form would the answer lie ready, so that nothing else is read?",
        '"write": a2, b2, d1. "nobody": c2. The four others have a model each.',
    ),
)
