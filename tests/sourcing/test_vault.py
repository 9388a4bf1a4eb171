"""Vaults: what is sealed can be read while its key is there, and by nobody after."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.events import Event, VirtualClock
from companion.sourcing import (
    BadInput,
    Decider,
    MemoryStore,
    MemoryVault,
    Sealed,
    Shredded,
    SQLiteVault,
    StillRetained,
    replay,
)
from companion.sourcing.vault import Entry, PageCipher

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
DAY_S = 86_400


class GuestRegistered(Event):
    name: Sealed


@pytest.fixture(params=["memory", "sqlite"])
def vault(request, tmp_path):
    clock = VirtualClock(start=NOON)
    if request.param == "memory":
        yield MemoryVault(clock=clock)
        return
    made = SQLiteVault(tmp_path / "keys.db", clock=clock)
    yield made
    made.close()


def other(vault, tmp_path):
    """Another vault of the same kind."""
    return MemoryVault() if isinstance(vault, MemoryVault) else SQLiteVault(tmp_path / "other.db")


@given(st.text(), st.text(min_size=1, max_size=60).filter(lambda name: "\0" not in name))
def test_any_text_of_anybody_comes_back(text, person):
    try:
        text.encode(), person.encode()
    except UnicodeEncodeError:
        return
    vault = MemoryVault()
    assert vault.open(vault.seal(person, text)) == text


def test_one_text_sealed_twice_looks_different(vault):
    first, second = vault.seal("p-1", "Ada"), vault.seal("p-1", "Ada")
    assert first.data != second.data
    assert vault.open(first) == vault.open(second) == "Ada"


def test_neither_the_text_nor_the_ciphertext_is_shown(vault):
    sealed = vault.seal("p-1", "Ada")
    assert repr(sealed) == "<sealed for p-1>"
    assert repr(GuestRegistered(name=sealed)) == "GuestRegistered(name=<sealed for p-1>)"
    assert "key" not in repr(vault.entry("p-1"))


def test_sealed_text_goes_through_a_store_and_back(vault):
    store = MemoryStore()
    store.append("guests", [GuestRegistered(name=vault.seal("p-1", "Ada ♥"))], expected=0)
    assert vault.open(store.read("guests")[0].event.name) == "Ada ♥"


def test_a_shredded_person_cannot_be_read_and_the_error_says_since_when(vault):
    sealed = vault.seal("p-1", "Ada")
    assert vault.shred("p-1") == NOON
    with pytest.raises(Shredded) as caught:
        vault.open(sealed)
    assert (caught.value.person, caught.value.at) == ("p-1", NOON)
    assert vault.open(sealed, default="somebody") == "somebody"
    assert vault.entry("p-1").key is None


def test_others_stay_readable(vault):
    ada, bob = vault.seal("p-1", "Ada"), vault.seal("p-2", "Bob")
    vault.shred("p-1")
    assert vault.open(bob) == "Bob"
    assert vault.open(ada, default="") == ""


def test_the_stream_stays_whole_and_replay_goes_on(vault):
    store, stays = MemoryStore(), [("p-1", "Ada"), ("p-2", "Bob"), ("p-1", "Ada L.")]
    events = [GuestRegistered(name=vault.seal(*stay)) for stay in stays]
    stored = store.append("guests", events, expected=0)
    vault.shred("p-1")
    assert store.read("guests") == stored
    guests = Decider((), lambda *_: [], lambda state, event: (*state, vault.open(event.name, default="?")))
    assert replay(store, "guests", guests) == ("?", "Bob", "?")


def test_shredding_again_changes_nothing(vault):
    vault.seal("p-1", "Ada")
    first = vault.shred("p-1")
    vault._clock.advance(DAY_S)
    assert vault.shred("p-1") == first


def test_a_shredded_person_gets_no_new_key(vault):
    vault.seal("p-1", "Ada")
    vault.shred("p-1")
    with pytest.raises(Shredded):
        vault.seal("p-1", "Ada again")


def test_whoever_the_vault_does_not_know_has_no_key(vault, tmp_path):
    stranger = other(vault, tmp_path).seal("p-9", "Eve")
    for use in (lambda: vault.open(stranger, default="x"), lambda: vault.shred("p-9"),
                lambda: vault.request("p-9")):  # fmt: skip
        with pytest.raises(BadInput) as caught:
            use()
        assert caught.value.given == "p-9"
    assert vault._keys.entries() == {}


def test_changed_data_is_not_opened(vault):
    sealed = vault.seal("p-1", "Ada")
    for place in range(len(sealed.data)):
        data = bytearray(sealed.data)
        data[place] ^= 1
        with pytest.raises(BadInput) as caught:
            vault.open(Sealed("p-1", bytes(data)))
        assert caught.value.given == "p-1"
    for data in (b"", b"short", sealed.data[:-1], sealed.data + b"\0"):
        with pytest.raises(BadInput):
            vault.open(Sealed("p-1", data))


def test_what_was_sealed_for_another_person_is_not_opened(vault):
    ada, _ = vault.seal("p-1", "Ada"), vault.seal("p-2", "Bob")
    with pytest.raises(BadInput):
        vault.open(Sealed("p-2", ada.data))


def test_the_person_is_bound_to_the_text_even_under_one_key(vault):
    ada, _ = vault.seal("p-1", "Ada"), vault.seal("p-2", "Bob")
    key = vault.entry("p-1").key
    vault._keys.change("p-2", lambda entry: replace(entry, key=key))
    with pytest.raises(BadInput):
        vault.open(Sealed("p-2", ada.data))


def test_a_key_of_another_vault_does_not_open(vault, tmp_path):
    sealed = other(vault, tmp_path).seal("p-1", "Ada")
    vault.seal("p-1", "Ada")
    with pytest.raises(BadInput):
        vault.open(sealed)


@pytest.mark.parametrize("person", ["", None, 7, "a\0", "p" * 256, "\ud800"])
def test_a_person_needs_a_name(vault, person):
    for ask in (vault.request, vault.shred, vault.entry, lambda name: vault.seal(name, "Ada"),
                lambda name: vault.retain(name, date(2031, 1, 1)),
                lambda name: vault.open(Sealed(name, bytes(28)))):  # fmt: skip
        with pytest.raises(BadInput, match="person"):
            ask(person)


@pytest.mark.parametrize("text", ["Ada \ud800", None, b"Ada", 7])
def test_what_cannot_be_sealed_is_refused_unseen_and_makes_no_key(vault, text):
    with pytest.raises(BadInput, match="text to seal") as refused:
        vault.seal("p-1", text)
    assert "Ada" not in str(refused.value) + repr(refused.value)
    assert vault.entry("p-1") == Entry()


def test_only_what_was_sealed_is_opened_and_not_shown(vault):
    with pytest.raises(BadInput, match="sealed") as refused:
        vault.open("Ada")
    assert "Ada" not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize("until", ["2031-01-01", None, 2031])
def test_a_day_until_which_to_retain_is_a_date(vault, until):
    with pytest.raises(BadInput, match="until"):
        vault.retain("p-1", until)
    assert vault.entry("p-1") == Entry()


def test_before_the_law_allows_it_nothing_is_shredded_and_the_day_is_said(vault):
    sealed = vault.seal("p-1", "Ada")
    vault.retain("p-1", date(2024, 1, 3))
    with pytest.raises(StillRetained) as caught:
        vault.shred("p-1")
    assert (caught.value.person, caught.value.until) == ("p-1", date(2024, 1, 3))
    assert vault.open(sealed) == "Ada"
    vault._clock.advance(1.5 * DAY_S)  # midnight: the third has begun
    assert vault.shred("p-1") == datetime(2024, 1, 3, tzinfo=UTC)


def test_a_later_day_counts_and_an_earlier_one_does_not(vault):
    assert vault.retain("p-1", date(2025, 1, 1)) == date(2025, 1, 1)
    assert vault.retain("p-1", date(2024, 6, 1)) == date(2025, 1, 1)
    assert vault.retain("p-1", date(2026, 1, 1)) == date(2026, 1, 1)
    assert vault.entry("p-1").retain_until == date(2026, 1, 1)


def test_a_wish_is_noted_and_fulfilled_when_it_is_due(vault):
    sealed = {person: vault.seal(person, person) for person in ("p-1", "p-2", "p-3")}
    vault.retain("p-1", date(2024, 1, 3))
    assert vault.request("p-1").requested == NOON
    vault.request("p-2")
    assert vault.shred_due() == ("p-2",)
    assert vault.shred_due(datetime(2024, 1, 2, 23, 59, tzinfo=UTC)) == ()
    assert vault.shred_due(datetime(2024, 1, 3, tzinfo=UTC)) == ("p-1",)
    assert vault.shred_due(datetime(2024, 1, 3, tzinfo=UTC)) == ()
    readable = [person for person, each in sealed.items() if vault.open(each, default="")]
    assert readable == ["p-3"]


def test_of_a_moment_given_for_retention_its_day_counts_and_nobody_else_is_kept_by_it(vault):
    for person in ("p-1", "p-2"):
        vault.seal(person, person)
        vault.request(person)
    assert vault.retain("p-1", datetime(2024, 1, 3, 23, tzinfo=UTC)) == date(2024, 1, 3)
    assert vault.shred_due() == ("p-2",)
    assert vault.shred_due(datetime(2024, 1, 3, tzinfo=UTC)) == ("p-1",)
    with pytest.raises(ValueError, match="tzinfo=UTC"):
        vault.retain("p-3", datetime(2024, 1, 3))


def test_who_is_retained_for_longer_while_others_are_shredded_stops_nobody_else(vault, monkeypatch):
    for person in ("p-1", "p-2", "p-3"):
        vault.seal(person, person)
        vault.request(person)
    entries = vault._keys.entries

    def entries_and_then_another_process():
        found = entries()
        vault.retain("p-2", date(2025, 1, 1))
        return found

    monkeypatch.setattr(vault._keys, "entries", entries_and_then_another_process)
    assert vault.shred_due() == ("p-1", "p-3")
    assert vault.entry("p-2").key is not None


def test_the_first_wish_counts(vault):
    vault.seal("p-1", "Ada")
    vault.request("p-1")
    vault._clock.advance(DAY_S)
    assert vault.request("p-1").requested == NOON


def test_a_day_ends_at_midnight_in_the_vaults_zone():
    clock = VirtualClock(start=NOON)
    vault = MemoryVault(clock=clock, zone=timezone(timedelta(hours=13)))  # there it is already the second
    vault.seal("p-1", "Ada")
    vault.retain("p-1", date(2024, 1, 2))
    assert vault.shred("p-1") == NOON


def test_a_moment_without_zone_is_refused(vault):
    with pytest.raises(ValueError, match="tzinfo=UTC"):
        vault.shred_due(datetime(2024, 1, 3))


def test_without_the_package_a_sentence_says_what_to_install(monkeypatch):
    from companion.sourcing import CannotOpenStore

    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    with pytest.raises(CannotOpenStore, match="pip install cryptography"):
        MemoryVault().seal("p-1", "Ada")


@pytest.fixture
def in_browser(monkeypatch):
    for name in ("cryptography.hazmat.primitives.ciphers.aead", "cryptography.exceptions"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr("companion.sourcing.vault.sys.platform", "emscripten")


@pytest.mark.parametrize("text", ["", "Ada Lovelace", "ä" * 200])
def test_in_a_browser_a_vault_seals_and_opens_without_the_package(in_browser, text):
    vault = MemoryVault()
    sealed = vault.seal("p-1", text)
    assert vault.open(sealed) == text
    assert not text or text.encode() not in sealed.data


def test_in_a_browser_what_was_changed_or_belongs_to_another_person_is_not_opened(in_browser):
    vault = MemoryVault()
    sealed = vault.seal("p-1", "Ada")
    vault.seal("p-2", "Bo")
    for n in range(len(sealed.data)):
        changed = bytes(byte ^ (n == place) for place, byte in enumerate(sealed.data))
        with pytest.raises(BadInput):
            vault.open(Sealed("p-1", changed))
    for wrong in (Sealed("p-2", sealed.data), Sealed("p-1", b""), Sealed("p-1", sealed.data[:-1])):
        with pytest.raises(BadInput):
            vault.open(wrong)


def test_a_browser_s_cipher_opens_for_the_same_key_nonce_and_person_alone():
    key, nonce = b"k" * 32, b"n" * 12
    data = PageCipher(key).encrypt(nonce, b"Ada", b"p-1")
    assert PageCipher(key).decrypt(nonce, data, b"p-1") == b"Ada"
    for other in (
        (PageCipher(b"K" * 32), nonce, b"p-1"),
        (PageCipher(key), b"N" * 12, b"p-1"),
        (PageCipher(key), nonce, b"p-2"),
    ):
        with pytest.raises(ValueError, match="not sealed with this key"):
            other[0].decrypt(other[1], data, other[2])
