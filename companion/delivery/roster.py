"""Which member has which partition of a group, for backends whose server does not assign partitions."""

from __future__ import annotations

from collections.abc import Callable, Container

import msgspec


class Roster(msgspec.Struct):
    """The members of a group and what each has. It does no locking: the caller keeps others out.

    `members` by name, in order of joining, each with the token of this session and the second it was last
    seen; `owners` has the token for each partition ("": none), `fences` a number that grows whenever the
    partition changes hands, `moves` one that grows whenever any does. `dealt` says that all members have
    their share.
    """

    owners: list[str]
    fences: list[int]
    members: dict[str, tuple[str, float]] = {}
    made_up: int = 0
    moves: int = 0
    dealt: bool = True

    @classmethod
    def new(cls, partitions: int, first: int = 0) -> Roster:
        """A group without members, whose fences begin at `first`."""
        return cls([""] * partitions, [first] * partitions)

    def name_for_member(self, group: str) -> str:
        """A name that no living member has."""
        self.made_up += 1
        name = f"{group}-{self.made_up}"
        return name if name not in self.members else self.name_for_member(group)

    def attend(
        self, name: str, token: str, now: float, session_s: float, free: Callable[[], Container[int]] = tuple
    ) -> bool:
        """A member asks for work: it gives up the share of others, and takes its own share of the partitions
        that have no owner or are `free()` to change hands. Members silent for more than a session are removed
        first. False: another living member has its name.
        """
        for other, (its, seen) in list(self.members.items()):
            if its != token and now - seen > session_s:
                del self.members[other]
                self.dealt = False
        known = self.members.get(name)
        if known is not None and known[0] != token:
            return False
        self.members[name] = token, now
        if known is None or not self.dealt:
            self._deal(token, free())
        return True

    def leave(self, name: str, token: str) -> None:
        """Remove a member; its partitions are free."""
        if self.members.get(name, ("",))[0] == token:
            del self.members[name]
            self._deal(token, ())

    def of(self, token: str) -> dict[int, int]:
        """The partitions of a member, each with its fence."""
        both = enumerate(zip(self.owners, self.fences, strict=True))
        return {number: fence for number, (owner, fence) in both if owner == token}

    def _deal(self, token: str, free: Container[int]) -> None:
        """Assign the partitions evenly, in order of joining."""
        tokens = [its for its, _ in self.members.values()]
        self.dealt = True
        for number, owner in enumerate(self.owners):
            due = tokens[number * len(tokens) // len(self.owners)] if tokens else ""
            if owner == due:
                continue
            if owner == token or owner not in tokens or number in free:
                self.owners[number] = due
                self.fences[number] += 1
                self.moves += 1
            else:
                self.dealt = False
