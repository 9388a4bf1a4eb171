"""Two customers are enough: the second comes while the kitchen is busy."""

STYLE = "Small enough to follow with a finger."

answer = [0, 3]
