"""The promises of projections and views have teeth: each that is broken on purpose is caught, by name.

The matrix is printed: run with `-s` to read which breaks which promises.
"""

from typing import Any

import pytest
from broken_views import BROKEN_VIEWS, count, read

from companion.cqrs import DictView, Projection
from companion.testing import VIEW_PROMISES, ViewBackend, judge

BY_NAME = {promise.name: promise for promise in VIEW_PROMISES}


def backend(broken: Any, patience_s: float = 2) -> ViewBackend:
    """A broken view kept up by our projection, or our view kept up by a broken one."""
    if issubclass(broken, Projection):
        return ViewBackend(
            lambda store, name: DictView(name), count, read, projection=broken, patience_s=patience_s
        )
    return ViewBackend(lambda store, name: broken(name), count, read, patience_s=patience_s)


@pytest.mark.parametrize("broken", BROKEN_VIEWS, ids=lambda each: each.__name__)
def test_a_broken_view_or_projection_is_caught_by_the_promise_it_breaks(broken: Any) -> None:
    promise, says = BROKEN_VIEWS[broken]
    found = judge([BY_NAME[promise]], backend(broken)).broken
    if says not in found.get(promise, ""):  # on a busy machine its short patience may end first
        found = judge([BY_NAME[promise]], backend(broken, patience_s=120)).broken
    print(f"\n{broken.__name__}: {(broken.__doc__ or '').strip()}")
    print("\n".join(f"  BREAKS {name}: {evidence[:160]}" for name, evidence in found.items()))
    assert promise in found, f"{broken.__name__} keeps the promise {promise!r}"
    assert says in found[promise]


def test_honest_views_break_nothing() -> None:
    judgement = judge(VIEW_PROMISES, backend(DictView, patience_s=120))
    assert not judgement.broken, str(judgement)
    assert len(judgement.kept) > 33


def test_no_two_promises_have_one_name_and_each_says_why_it_matters() -> None:
    assert len(BY_NAME) == len(VIEW_PROMISES)
    assert [promise.name for promise in VIEW_PROMISES if not promise.why] == []
