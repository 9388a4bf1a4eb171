"""A bank in the night in which a name may go: what 14-erase hands to a nightly job, and what can be read
after it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

from companion.exercises.plain import plain

NAMES: Final = ("Ada Lovelace", "Bo Diddley", "Cy Twombly", "Ada Lovelace")
"""Of the four persons. The last one is a namesake of the first."""
HOLDERS: Final = (0, 1, 2, 0, 3)
"""Which of them holds the first, second … account. The first person has two."""
DEPOSITED: Final = (1, 3)
FORGOTTEN = "(forgotten)"
TONIGHT: Final = date(2031, 3, 1)


class Screen(dict[str, Any]):
    """The dict behind the clerk's screen, which notes whether it was looked at, and which keys it misses."""

    touched = False

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(names)
        self.missed: list[str] = []


def _noting(name: str) -> Callable[..., Any]:
    """The method of a dict, and a note of who uses it."""

    def method(self: Screen, *args: Any, **options: Any) -> Any:
        self.touched = True
        if args and type(args[0]) is str and not dict.__contains__(self, args[0]):
            self.missed.append(args[0])
        return getattr(dict, name)(self, *args, **options)

    return method


BY_KEY: Final = "__getitem__ __setitem__ __delitem__ __contains__ get pop setdefault"
AS_A_WHOLE: Final = "__iter__ __or__ __ior__ items keys values update clear popitem copy"
for _name in f"{BY_KEY} {AS_A_WHOLE}".split():
    setattr(Screen, _name, _noting(_name))
Screen.__name__ = Screen.__qualname__ = "dict"  # as an error of the learner's call names it


class World:
    """The bank in the night to 1 March 2031. The first person, who has two accounts, is due; the second asked
    and is kept for another year; the others never asked, and of the last nothing is kept. Accounts, persons
    and the name that is due are others in each world, so that an answer cannot go by them.
    """

    def __init__(
        self, account: str = "account-1", persons: str = "p-1 p-2 p-3 p-4", name: str = NAMES[0]
    ) -> None:
        from companion.events import VirtualClock
        from companion.scenarios.bank import MoneyDeposited, open_account
        from companion.sourcing import ANY, MemoryStore, MemoryVault

        clock = VirtualClock(start=datetime(2031, 3, 1, 2, tzinfo=UTC))
        self.store, self.vault = MemoryStore(clock=clock), MemoryVault(clock=clock)
        self.persons = [persons.split()[who] for who in HOLDERS]
        self.accounts = [f"{account}{n}" for n in range(1, len(HOLDERS) + 1)]
        self.before = [name if NAMES[who] == NAMES[0] else NAMES[who] for who in HOLDERS]
        self.names: Any = dict(zip(self.accounts, self.before, strict=True))
        for each, who in zip(self.accounts, self.persons, strict=True):
            open_account(self.store, self.vault, each, who, self.names[each])
        for n in DEPOSITED:
            self.store.append(f"{account}{n}", [MoneyDeposited(amount_cents=50_000)], expected=ANY)
        self.due, asked, never = self.persons[:3]
        self.vault.retain(self.due, TONIGHT)
        self.vault.retain(asked, date(2032, 3, 1))
        self.vault.retain(never, date(2030, 3, 1))
        self.vault.request(self.due)
        self.vault.request(asked)
        self.names = Screen(self.names)
        self.read = False
        self.store.read_all = self._reading(self.store.read_all)  # type: ignore[method-assign]

    def _reading(self, read_all: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any, **options: Any) -> Any:
            self.read = True
            return read_all(*args, **options)

        return noted

    def used(self) -> dict[str, Any]:
        """What the job has looked at, if it is asked before anybody else looks."""
        screen: Screen = self.names
        return {"read": self.read, "touched": screen.touched, "missed": screen.missed[:3]}

    def seen(self) -> dict[str, Any]:
        """What can be read afterwards, in the vault and on the screen; accounts by their number, 1 to 5."""
        accounts = self.accounts
        named = self.names.get if isinstance(self.names, dict) else lambda *_: None
        return {
            "accounts": accounts,
            "persons": self.persons,
            "before": self.before,
            "opened": [self._opened(each) for each in accounts],
            "named": [plain(named(each)) for each in accounts],
            "lost": [each for each in accounts if named(each, self) is self],
            "strange": [plain(each) for each in self.names if each not in accounts][:3],
            "versions": [self.store.version(each) for each in accounts],
        }

    def _opened(self, account: str) -> str:
        sealed: Any = self.store.read(account, until=1)[0].event
        return str(self.vault.open(sealed.holder, default=FORGOTTEN))
