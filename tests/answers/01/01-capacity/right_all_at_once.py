"""Six customers, most of them at the same time."""

STYLE = "It shows the queue at its longest, and nobody can tell which two customers made it."

answer = [10, 10, 10.5, 59, 60, 60]
