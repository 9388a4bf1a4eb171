"""Another road: a pattern over the name itself, with a list of irregular forms of one's own."""

import re

STYLE = (
    "All of the rule in one pattern: quick to change, hard to read aloud, and a verb that is "
    "not listed is missed."
)

IRREGULAR = "Sent|Paid|Taken|Sold|Found|Made|Withdrawn|Broken|Chosen|Ran|Lost|Left"
PAST = re.compile(f"[a-z]([A-Z][a-z]+[^e]ed|{IRREGULAR})(?![a-z])")


def is_event(name):
    return PAST.search(name) and not re.search("Should|Will|Must|May|Be(?![a-z])|Being", name)


answer = is_event
