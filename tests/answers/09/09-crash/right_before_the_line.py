"""Straight before the saga's own line."""

STYLE = "The latest of the three points: the answer has arrived, and is lost with the process."

answer = ("before append StepCompensated", "StepCompensated")
