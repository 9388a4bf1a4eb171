"""The notes' complete example, as printed: the idea, tables and two commands."""

from companion.exercises.exam import PRINTED

MISCONCEPTION = "the post itself as member"
FAILS = "an edit leaves no old words, a deletion nothing"
SAYS = "it still says 'call 555-0142'"

answer = PRINTED
