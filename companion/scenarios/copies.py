"""Who gets a copy: twenty posts, each edited at once, told to services that share groups or have their own.

A plan is a table: service → (its group, the models it writes, in this order, or the name of the only one).
Every event is keyed by its post. A model that is down refuses everything; the message is tried five times,
then it is a dead letter of the group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from companion.events import Envelope, Event

from .consumed import consumed, tell
from .social import POST_456
from .social_events import PostCreated, PostEdited

__all__ = ["MODELS", "POSTS", "Copies", "copies", "order_42", "outage", "twenty_posts"]

MODELS: Final = ("feed", "search", "analytics", "media")
SERVICES: Final = ("FeedBuilder", "SearchIndexer", "Analytics", "CDN")
POSTS: Final = 20
AT: Final = POST_456.created_at

Plan = Mapping[str, tuple[str, Sequence[str] | str]]


class Copies(msgspec.Struct, frozen=True):
    """The result of a plan: `words` has what each model shows of each post, `writes` how often it wrote each
    event, by the event's id, and `letters` how many dead letters each service made.
    """

    words: dict[str, dict[int, str]]
    writes: dict[str, dict[str, int]]
    letters: dict[str, int]

    def posts(self, model: str) -> int:
        """How many posts a model shows with their newest words."""
        return sum(words.startswith("new") for words in self.words[model].values())

    def written(self, model: str) -> int:
        """How many writes a model saw."""
        return sum(self.writes[model].values())


def twenty_posts() -> list[Event]:
    """20 posts by five authors, each edited right after it was made: 40 events."""
    assert AT is not None
    told: list[Event] = []
    for n in range(1, POSTS + 1):
        author = n % 5 + 1
        told.append(PostCreated(post_id=n, user_id=author, content=f"old words {n}", created_at=AT))
        told.append(PostEdited(post_id=n, user_id=author, content=f"new words {n}", created_at=AT, version=2))
    return told


def order_42() -> list[Event]:
    """Ada's post about her order, as one event."""
    assert AT is not None
    return [PostCreated(post_id=442, user_id=7, content="new: order-42 has arrived #bagel", created_at=AT)]


def _key(event: Event) -> str:
    assert isinstance(event, PostCreated | PostEdited)
    return f"post-{event.post_id}"


def copies(plan: Plan, away: Iterable[str] = (), events: Iterable[Event] | None = None) -> Copies:
    """Let the services of a plan read what was told; the models in `away` refuse every write.

    What is no row, such as TODO, reads nothing, and a line says so.
    """
    rows = _written(plan)
    words: dict[str, dict[int, str]] = {model: {} for model in MODELS}
    writes = {model: Counter[str]() for model in MODELS}
    gone = tuple(away)

    def handle(service: str, envelope: Envelope) -> None:
        event = envelope.event
        assert isinstance(event, PostCreated | PostEdited)
        for model in rows[service][1]:
            if model in gone:
                raise ConnectionError(f"{model} is away")
            writes[model][envelope.id] += 1
            words[model][event.post_id] = event.content

    groups: dict[str, list[str]] = {}
    for service, (group, _) in rows.items():
        groups.setdefault(group, []).append(service)
    told = tell(twenty_posts() if events is None else events, _key)
    ended = consumed(told, groups, handle)
    given_up = Counter(
        read.member for read in ended.reads if not read.done and read.attempt == ended.broker.max_tries
    )
    return Copies(words, {m: dict(n) for m, n in writes.items()}, {s: given_up[s] for s in rows})


def _written(plan: object) -> dict[str, tuple[str, list[str]]]:
    """The rows of a plan; for what is none, and for a plan that is no table, print a line."""
    if not isinstance(plan, Mapping):
        print("the plan is not written yet: nobody reads")
        return {}
    rows: dict[str, tuple[str, list[str]]] = {}
    for service, row in plan.items():
        match row:
            case [str(group), str() | list() | tuple() as models]:
                rows[service] = group, [models] if isinstance(models, str) else list(models)
            case _:
                print(f'{service} is {row!r:.40}, not ("group", ["model"]): it reads nothing')
    return rows


def outage() -> str:
    """Two ways to run the four services while search is away: how often each model is written, in a table."""
    apart = {name: (name, [model]) for name, model in zip(SERVICES, MODELS, strict=True)}
    own, one = (copies(plan, ["search"]) for plan in (apart, {"all": ("all", list(MODELS))}))
    lines = [f"{'of 40 events, written':<22}{'four groups':>14}{'one handler':>14}"]
    lines += [f"{model:<22}{own.written(model):>14}{one.written(model):>14}" for model in MODELS]
    letters = (sum(each.letters.values()) for each in (own, one))
    return "\n".join([*lines, "{:<22}{:>14}{:>14}".format("dead letters", *letters)])
