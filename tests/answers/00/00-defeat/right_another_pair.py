"""Any two orders do it: what counts is that something comes between."""

STYLE = "A tuple, which nobody can append to by mistake."

answer = ("C", "A", "C")
