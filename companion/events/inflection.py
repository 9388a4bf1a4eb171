"""How a verb looks when it has happened (placed, sent), goes on (placing) or is told in the present (places).

Promises: reads and writes regular verbs and the irregular ones of `verbs`, also behind a prefix (resent, overpaid); an
unknown verb is treated as a regular one. Leaves out whatever needs a sentence around it: `reset`, the same in present and
past, is only reported as unchanged."""

from __future__ import annotations

from .verbs import ACTIONS, IRREGULAR, REQUESTS, THINGS

VERBS = ACTIONS | REQUESTS | THINGS

# Past and present are one word …
UNCHANGED = frozenset(
    "bet bid broadcast burst cast cut hit hurt let put quit read reset rid set shed shut slit split spread typeset"
    " undercut".split()
)
# … and that word is a noun as well, so that `PriceCut` can be read two ways.
UNCHANGED_NOUNS = UNCHANGED - frozenset("cast hurt let put quit read rid shut typeset".split())
# The participle is the base form, so it says nothing about the past.
SAME_AS_BASE = frozenset(("become", "come", "overcome", "run", "beat"))

IRREGULAR_PREFIXES = ("re", "un", "over", "under", "out", "mis", "pre")
NOT_PREFIXED = frozenset(("relay", "reship", "output", "outlet", "preset", "offset", "overlap", "unship"))
DOUBLING = frozenset(
    "acquit admit allot annul cancel channel commit compel concur confer control counsel debug defer dispel embed emit"
    " enrol equip excel expel format fulfil handicap incur infer kidnap label marshal model occur omit outfit overlap"
    " patrol permit prefer program propel rebut recur refer regret remit reship resubmit signal submit transfer"
    " transmit travel unpin unplug unship unwrap unzip worship".split()
)
# A word in -ed that is no past, a word in -ing that nobody does.
NO_PAST = frozenset(
    "hundred embed imbed bed testbed flatbed flowerbed hotbed seabed red infrared sacred kindred hatred naked rugged"
    " wicked crooked ragged moped biped shed watershed sled wed shred med ted fred alfred ahmed mohammed".split()
)
PAST_IN_EED = frozenset(("agreed", "disagreed", "freed", "guaranteed", "decreed", "refereed"))
NO_GERUND = frozenset(
    "string substring thing something anything nothing everything king ring spring ping sibling ceiling morning evening"
    " wing swing bring sing sling sting cling darling earring herring outgoing ongoing incoming upcoming pending missing"
    " outstanding remaining existing awaiting waiting trending forthcoming impending dangling during being lightning sterling stocking plumbing"
    " railing boeing beijing pudding duckling shilling".split()
)
VERB_ENDINGS = ("ify", "ize", "yse", "uate", "idate", "icate")
NO_VERBS = frozenset(
    "certificate template candidate climate size prize affiliate predicate duplicate silhouette graduate"
    " syndicate delicate intricate prerequisite".split()
)
VOWELS = "aeiou"


def _read_irregular(text: str) -> tuple[dict[str, str], dict[str, str]]:
    participles: dict[str, str] = {}
    bases: dict[str, str] = {}
    for entry in text.replace("\n", " ").split(";"):
        base, pasts, perfects = entry.split()
        participles[base] = perfects.split("/")[0]
        bases.update((form, base) for form in f"{pasts}/{perfects}".split("/") if form not in SAME_AS_BASE)
    return participles, bases


_PARTICIPLES, _BASES = _read_irregular(IRREGULAR)


def is_action(word: str) -> bool:
    """Whether `word` is a base form that is hardly ever a noun: a known one, or built like one (`tokenize`, `revalidate`)."""
    if word in ACTIONS:
        return True
    if word in REQUESTS or word in THINGS or word in NO_VERBS:
        return False
    prefixed = (word.removeprefix(p) for p in ("re", "un", "de", "dis", "auto", "mis", "pre") if word.startswith(p))
    return word.endswith(VERB_ENDINGS) or any(len(rest) > 3 and rest in ACTIONS for rest in prefixed)


def is_verb(word: str) -> bool:
    """Whether `word` is the base form of a verb, be it a noun as well (`order`, `update`) or not."""
    return word in VERBS or is_action(word)


def past_participle(verb: str) -> str:
    """What says that the verb was done: `place` → `placed`, `send` → `sent`, `submit` → `submitted`, `cut` → `cut`.

    Takes a base form in any case, gives lower case; an unknown verb is inflected as a regular one, with British doubling.
    """
    verb = verb.lower()
    if verb in UNCHANGED:
        return verb
    prefix, rest = _split_prefix(verb)
    return prefix + _PARTICIPLES.get(rest, rest) if rest in _PARTICIPLES or prefix else _regular_past(verb)


def _split_prefix(word: str) -> tuple[str, str]:
    """`resend` → (`re`, `send`), as long as what remains is irregular; else no prefix at all."""
    for prefix in IRREGULAR_PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and word not in NOT_PREFIXED and (rest in _PARTICIPLES or rest in _BASES or rest in UNCHANGED):
            return prefix, rest
    return "", word


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ied"
    return verb + (verb[-1] if _doubles(verb) else "") + "ed"


def _doubles(verb: str) -> bool:
    """Whether the last consonant is written twice: on a known list, or one syllable like *ship*, *drop*, *log*."""
    if verb in DOUBLING:
        return True
    if len(verb) < 3 or verb[-1] in VOWELS + "wxy" or verb[-2] not in VOWELS:
        return False
    before = verb[:-2].replace("qu", "q")
    return not any(letter in VOWELS for letter in before)


def is_unchanged(word: str) -> bool:
    """Whether present and past of `word` are spelled alike, so that it alone does not say which it is (`reset`, `put`)."""
    return word in UNCHANGED or _split_prefix(word)[1] in UNCHANGED


def base_of_past(word: str) -> str | None:
    """The verb whose past or participle `word` is (`placed` → `place`, `sent` → `send`), or None (`hundred`, `feed`, `reset`)."""
    prefix, rest = _split_prefix(word)
    if rest in _BASES:
        return prefix + _BASES[rest]
    if not word.endswith("ed") or word in NO_PAST or (word.endswith("eed") and word not in PAST_IN_EED):
        return None
    return _undo(word, "ed")


def base_of_gerund(word: str) -> str | None:
    """The verb of an -ing form (`processing` → `process`), or None for a word that is no gerund (`string`, `pending`)."""
    if not word.endswith("ing") or word in NO_GERUND:
        return None
    return _undo(word, "ing")


def base_of_present(word: str) -> str | None:
    """The known verb of a third-person form (`arrives` → `arrive`, `processes` → `process`), or None."""
    if not word.endswith("s") or word.endswith("ss"):
        return None
    candidates = (word[:-1], word[:-2] if word.endswith("es") else "", word[:-3] + "y" if word.endswith("ies") else "")
    return next((base for base in candidates if base and is_verb(base)), None)


def _undo(word: str, ending: str) -> str | None:
    """Take `ed` or `ing` off: the first spelling that is a known verb, else the likeliest one of an unknown verb."""
    stem = word[: -len(ending)]
    if len(stem) < 2 or not any(letter in VOWELS + "y" for letter in stem):
        return None
    candidates = [stem + "e", stem]
    if len(stem) > 2 and stem[-1] == stem[-2]:
        candidates.insert(0, stem[:-1])
    if stem.endswith("i"):
        candidates.insert(0, stem[:-1] + "y")
    known = [base for base in candidates if base in VERBS] or [base for base in candidates if is_verb(base)]
    return known[0] if known else candidates[0] if stem[-1] in "ivcsuz" else stem
