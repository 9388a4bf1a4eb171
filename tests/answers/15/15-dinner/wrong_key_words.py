"""All the right words, and no row."""

from companion.exercises.exam import KEY_WORDS

MISCONCEPTION = "an event is a name"
FAILS = "each event happens, and the evening ends"
SAYS = "OrderPlaced never happens: no row publishes it"

answer = KEY_WORDS[1]
