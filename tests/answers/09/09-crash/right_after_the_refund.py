"""Straight after the refund is in Payment's book."""

STYLE = "The earliest of the three points: the service has done it, and its answer has not arrived."

answer = ("after append CardRefunded", "StepCompensated")
