"""Bob's declined card comes between the crash and the repetition."""

STYLE = "Reads as a story: he paid, was written to, and then the news of his first card came."

answer = ["r2", "p5!", "p2", "p5"]
