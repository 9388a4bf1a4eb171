"""A bank in the night in which a name may go: what 14-erase hands to a nightly job, and what can be read
after it.
"""

from datetime import UTC, date, datetime
from typing import Any, Final

from companion.exercises.plain import plain

NAMES: Final = ("Ada Lovelace", "Bo Diddley", "Cy Twombly", "Ada Lovelace")
"""Of the four persons. The last one is a namesake of the first."""
HOLDERS: Final = (0, 1, 2, 0, 3)
"""Which of them holds the first, second … account. The first person has two."""
DEPOSITED: Final = (1, 2)
FORGOTTEN = "(forgotten)"
TONIGHT: Final = date(2031, 3, 1)


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
