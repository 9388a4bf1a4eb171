"""The forms of a verb: past (placed), -ing form (placing) and third person of the present (places).

Promises to read and write regular verbs and the irregular ones of `words.txt`, also after a prefix (resent,
overpaid); an unknown verb is treated as a regular one. Leaves out what only a sentence can decide: `reset` is
the same in present and past, and is only reported as unchanged.
"""

from __future__ import annotations

from . import known

VERBS = known.ACTIONS | known.REQUESTS | known.THINGS

IRREGULAR_PREFIXES = ("re", "un", "over", "under", "out", "mis", "pre")
NOT_PREFIXED = frozenset(("relay", "outlet", "present", "represent"))
VERB_PREFIXES = ("re", "un", "de", "dis", "auto", "mis", "pre")
VERB_ENDINGS = ("ify", "ize", "yse", "uate", "idate", "icate")
VOWELS = "aeiou"


def _read_irregular(text: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    past_tenses: dict[str, str] = {}
    participles: dict[str, str] = {}
    bases: dict[str, str] = {}
    for entry in text.split(";"):
        base, pasts, perfects = entry.split()
        past_tenses[base] = pasts.split("/")[0]
        participles[base] = perfects.split("/")[0]
        forms = f"{pasts}/{perfects}".split("/")
        bases.update((form, base) for form in forms if form not in known.SAME_AS_BASE)
    return past_tenses, participles, bases


_PAST_TENSES, _PARTICIPLES, _BASES = _read_irregular(known.IRREGULAR)


def is_action(word: str) -> bool:
    """Whether `word` is a verb and rarely a noun: a known one, or one with the ending of a verb
    (`tokenize`).
    """
    if word in known.ACTIONS:
        return True
    if word in known.REQUESTS or word in known.THINGS or word in known.NO_VERBS:
        return False
    rests = (word.removeprefix(prefix) for prefix in VERB_PREFIXES if word.startswith(prefix))
    return word.endswith(VERB_ENDINGS) or any(len(rest) > 3 and rest in known.ACTIONS for rest in rests)


def is_verb(word: str) -> bool:
    """Whether `word` is the base form of a verb; it may also be a noun (`order`, `update`)."""
    return word in VERBS or is_action(word)


def past_participle(verb: str) -> str:
    """The past participle of a verb: `place` → `placed`, `send` → `sent`, `submit` → `submitted`.

    Takes a base form in any case, gives lower case; British doubling (`cancelled`).
    """
    verb = verb.lower()
    if is_unchanged(verb):
        return verb
    prefix, rest = _split_prefix(verb)
    return prefix + _PARTICIPLES[rest] if rest in _PARTICIPLES else _regular_past(verb)


def past_tense(verb: str) -> str:
    """The past tense of a verb: `go` → `went`, `begin` → `began`, `arrive` → `arrived`."""
    return _PAST_TENSES.get(verb.lower()) or past_participle(verb)


def _split_prefix(word: str) -> tuple[str, str]:
    """The prefix and the rest, if the rest is irregular: `resend` → (`re`, `send`); else no prefix."""
    for prefix in IRREGULAR_PREFIXES:
        rest = word.removeprefix(prefix)
        irregular = rest in _PARTICIPLES or rest in _BASES or rest in known.UNCHANGED
        if rest != word and irregular and word not in NOT_PREFIXED:
            return prefix, rest
    return "", word


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ied"
    return verb + (verb[-1] if _doubles(verb) else "") + "ed"


def _doubles(verb: str) -> bool:
    """Whether the last consonant is written twice: on the list, or one syllable like *ship*, *drop*."""
    if verb in known.DOUBLING:
        return True
    if len(verb) < 3 or verb[-1] in VOWELS + "wxy" or verb[-2] not in VOWELS:
        return False
    before = verb[:-2].replace("qu", "q")
    return not any(letter in VOWELS for letter in before)


def is_unchanged(word: str) -> bool:
    """Whether present and past are spelled alike (`reset`, `put`)."""
    return word in known.UNCHANGED or _split_prefix(word)[1] in known.UNCHANGED


def base_of_past(word: str) -> str | None:
    """The verb whose past or participle `word` is: `placed` → `place`, `sent` → `send`; None for `feed`."""
    prefix, rest = _split_prefix(word)
    if rest in _BASES:
        return prefix + _BASES[rest]
    if not word.endswith("ed") or word in known.NO_PAST:
        return None
    if word.endswith("eed") and word not in known.PAST_IN_EED:
        return None
    return _undo(word, "ed")


def base_of_gerund(word: str) -> str | None:
    """The verb of an -ing form: `processing` → `process`; None for `string` and `pending`."""
    if not word.endswith("ing") or word in known.NO_GERUND:
        return None
    return _undo(word, "ing")


def base_of_present(word: str) -> str | None:
    """The known verb of a third-person form (`arrives` → `arrive`, `processes` → `process`), or None."""
    if not word.endswith("s") or word.endswith("ss"):
        return None
    candidates = (word[:-1], word.removesuffix("es"), word.removesuffix("ies") + "y")
    return next((base for base in candidates if base != word and is_verb(base)), None)


def _undo(word: str, ending: str) -> str | None:
    """Take `ed` or `ing` off: the known verb that remains, else the likeliest spelling of an unknown one."""
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
