"""The same as a tuple, with spaces: only what happens counts."""

STYLE = "A list and a tuple are played alike. As a file it would be JSON, and a test would play it every day."

answer = ("r2", " p5! ", "p2", "p5")
