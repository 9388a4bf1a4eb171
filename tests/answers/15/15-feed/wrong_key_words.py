"""All the right words."""

from companion.exercises.exam import KEY_WORDS

MISCONCEPTION = "key words"
FAILS = "a post is written while the read models are down"
SAYS = "write is 'PostgreSQL, ACID, normalized'"

answer = KEY_WORDS[2]
