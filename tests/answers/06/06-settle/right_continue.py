"""Whoever was rejected goes back to the top; everybody else passes the end of the loop."""

STYLE = "Works, and whoever deletes the continue acknowledges what was rejected."

answer = {"A": "", "B": "", "C": "", "D": ["reject", "continue"], "E": "", "F": ["acknowledge"]}
