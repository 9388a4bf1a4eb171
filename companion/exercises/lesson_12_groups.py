"""12-groups: who gets a copy of every event, and what an outage takes along; judged by running the table."""

from collections.abc import Mapping
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.schedules import EXPLORING_STEPS
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ALL = "each of the four models has the twenty posts"
OTHERS = "whichever model is away, the three others have the twenty posts"
ONCE = "then the others are written once for each event, and only its own service gives up"

SERVICES: Final = ("FeedBuilder", "SearchIndexer", "Analytics", "CDN")
STUB: Final = {
    "FeedBuilder": ("social", ["feed"]),
    "SearchIndexer": ("social", ["search"]),
    "Analytics": ("social", ["analytics"]),
    "CDN": ("social", ["media"]),
}
EVENTS: Final = 40


def _observe(answer: Any) -> Seen:
    given = {str(plain(key)): value for key, value in dict.items(answer)}
    plan: dict[str, tuple[str, list[str]]] = {}
    for service, row in given.items():
        problem = _problem(service, row)
        if problem:
            return {"problem": problem, "plan": {}, "all": {}, "away": {}}
        group, models = row
        plan[service] = str(plain(group)), [str(plain(model)) for model in _models(models)]
    return {"problem": "", "plan": {name: list(row) for name, row in plan.items()}, **_run(plan)}


def _models(given: Any) -> list[Any]:
    """A service's models: a list, or the name of the only one."""
    return [given] if isinstance(given, str) else list(given)


def _problem(service: str, row: Any) -> str:
    """What is wrong with a row of the table, in words; empty where nothing is."""
    from companion.delivery import MessageRefused
    from companion.delivery.topics import check_topic
    from companion.scenarios.copies import MODELS

    if service not in SERVICES:
        return f"there is no service {service!r:.40}"
    if not isinstance(row, tuple | list) or len(row) != 2 or not isinstance(row[1], tuple | list | str):
        return f'{service}: {in_words(plain(row), 40)}, and a row is ("group", ["model"])'
    try:
        check_topic("group", plain(row[0]))
    except MessageRefused:
        return f"{service}: {in_words(plain(row[0]), 40)} cannot be the name of a group"
    strange = [model for model in map(plain, _models(row[1])) if model not in MODELS]
    return f"{service}: there is no model {in_words(strange[0], 40)}" if strange else ""


def _run(plan: Mapping[str, tuple[str, list[str]]]) -> dict[str, Any]:
    from companion.scenarios.copies import MODELS, copies

    def told(away: tuple[str, ...]) -> dict[str, Any]:
        ended: Any = call(copies, plan, away, steps=EXPLORING_STEPS).value
        return {
            "posts": {model: ended.posts(model) for model in MODELS},
            "writes": {model: ended.written(model) for model in MODELS},
            "letters": ended.letters,
        }

    return {"all": told(()), "away": {model: told((model,)) for model in MODELS}}


def _all(seen: Seen) -> Finding | None:
    if seen["problem"]:
        return Finding("", seen["problem"])
    posts = seen["all"]["posts"]
    if set(posts.values()) == {20}:
        return None
    alone = [model for model in posts if not any(model in row[1] for row in seen["plan"].values())]
    said = f"; no service writes {alone[0]}" if alone else ""
    return Finding("20 in each", f"of 20 posts {_listed(posts)}{said}")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{model} has {count}" for model, count in counts.items())


def _unjudged(seen: Seen) -> Finding | None:
    if seen["problem"]:
        return Finding("", "not judged: see above")
    if _all(seen) is not None:
        return Finding("", "not judged: posts are missing already while no model is away")
    return None


def _others(seen: Seen) -> Finding | None:
    if (unjudged := _unjudged(seen)) is not None:
        return unjudged
    for gone, ended in _worst_first(seen):
        short = {model: count for model, count in ended["posts"].items() if model != gone and count < 20}
        if short:
            return Finding("20 in each of the three", f"{gone} is away: of 20 posts {_listed(short)}")
    return None


def _worst_first(seen: Seen) -> list[tuple[str, Any]]:
    """The four outages, search's first: it is the one that the lesson shows."""
    return sorted(seen["away"].items(), key=lambda item: item[0] != "search")


def _once(seen: Seen) -> Finding | None:
    if (unjudged := _unjudged(seen)) is not None:
        return unjudged
    for gone, ended in _worst_first(seen):
        for model, count in ended["writes"].items():
            if model != gone and count != EVENTS:
                return Finding(
                    str(EVENTS), f"{gone} is away: {EVENTS} events, and {model} is written {count} times"
                )
        strangers = [
            service
            for service, count in ended["letters"].items()
            if count and list(seen["plan"][service][1]) != [gone]
        ]
        if strangers:
            return Finding(
                "none", f"{gone} is away: {strangers[0]} has {ended['letters'][strangers[0]]} dead letters"
            )
    return None


def _written_by_each(seen: Seen) -> bool:
    """Whether the first model that is off is written by several groups, by none of them again and again."""
    for gone, ended in _worst_first(seen):
        for model, count in ended["writes"].items():
            if model != gone and count != EVENTS:
                groups = {row[0]: None for row in seen["plan"].values() if model in row[1]}
                return len(groups) > 1 and EVENTS < count <= EVENTS * len(groups)
    return False


def _groups(seen: Seen) -> list[str]:
    return [row[0] for row in seen["plan"].values()]


def _own_model(seen: Seen) -> bool:
    """Whether each service writes one model, another one each."""
    models = [tuple(row[1]) for row in seen["plan"].values()]
    return all(len(each) == 1 for each in models) and len(set(models)) == len(models) == 4


def _widest(seen: Seen) -> int:
    """How many models the service with the most of them writes."""
    return max((len(set(row[1])) for row in seen["plan"].values()), default=0)


GROUPS = Exercise(
    id="12-groups",
    title="the plan",
    kind="bug hunt",
    points=5,
    accepts=(dict,),
    example='{"FeedBuilder": ("social", ["feed"]), …}',
    blank=({}, STUB),
    observe=_observe,
    criteria=(Criterion(ALL, 1, _all), Criterion(OTHERS, 2, _others), Criterion(ONCE, 2, _once)),
    misconceptions=(
        Misconception(
            "four colleagues, one pile",
            ALL,
            lambda seen: _own_model(seen) and len(set(_groups(seen))) == 1,
            "Another name, and still one group. Inside a group each message goes to one member: four "
            "colleagues who share a pile. Each post reaches one of them.",
        ),
        Misconception(
            "two may share",
            ALL,
            lambda seen: _own_model(seen) and 1 < len(set(_groups(seen))) < 4,
            "Two services in one group compete: what one of them takes, the other never sees. They do "
            "different things, so each needs a copy.",
        ),
        Misconception(
            "a model that nobody writes",
            ALL,
            lambda seen: (
                bool(seen["plan"])
                and any(
                    not any(model in row[1] for row in seen["plan"].values())
                    for model in ("feed", "search", "analytics", "media")
                )
            ),
            "A model is filled by the service that writes it. In your plan nobody writes this one, so it "
            "stays empty, whatever is read.",
        ),
        Misconception(
            "everybody does everything, each alone",
            OTHERS,
            lambda seen: (
                sum(len(row[1]) == 4 for row in seen["plan"].values()) > 1 and len(set(_groups(seen))) > 1
            ),
            "Now every message is read by several services, and each of them writes all four models. One "
            "outage stops every one of them.",
        ),
        Misconception(
            "everybody can do everything",
            OTHERS,
            lambda seen: (
                sum(len(row[1]) == 4 for row in seen["plan"].values()) > 1 and len(set(_groups(seen))) == 1
            ),
            "Every message is now handled whole, by whoever takes it. So one model that is away stops all "
            "four services.",
        ),
        Misconception(
            "one service does all four",
            OTHERS,
            lambda seen: sum(len(row[1]) == 4 for row in seen["plan"].values()) == 1,
            "One handler writes them one after the other. What stands behind the model that is away gets "
            "nothing, what stands before it is written again at each of five tries: one outage is four.",
        ),
        Misconception(
            "only the weak one apart",
            OTHERS,
            lambda seen: _widest(seen) == 3 and any(row[1] == ["search"] for row in seen["plan"].values()),
            "The one that failed today has a group of its own. The three others are still one handler: the "
            "next outage is one of theirs.",
        ),
        Misconception(
            "two groups write one model",
            ONCE,
            _written_by_each,
            "Each group gets every message. A model that two of them write is written twice for each, and "
            "by four of them four times.",
        ),
        Misconception(
            "two jobs in one handler",
            ONCE,
            lambda seen: _widest(seen) == 2,
            "A handler that writes two models does the first again whenever the second fails, and never "
            "comes to the second while the first does.",
        ),
    ),
    hints=(
        "Who competes with whom inside a group? Who must not?",
        "A group gets every message once. So whoever needs a copy of its own needs a group of its own; and "
        "what shall fail alone is written alone.",
        '"FeedBuilder": ("FeedBuilder", ["feed"]), "SearchIndexer": ("SearchIndexer", ["search"]), …',
    ),
)
