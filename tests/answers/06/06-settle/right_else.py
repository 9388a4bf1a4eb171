"""Rejected where it failed, acknowledged where it did not."""

STYLE = (
    "Each way has its own place, and Python's else keeps an error of the acknowledgement out of the "
    "except. The package's Worker does the same."
)

answer = {"D": "reject", "E": "acknowledge"}
