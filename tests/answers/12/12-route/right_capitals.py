"""As people type."""

answer = {
    "A1": "Feed", "A2": "Write", "B1": "Search", "B2": "write",
    "C1": "analytics", "C2": "Nobody", "D1": "write", "D2": "Media ",
}  # fmt: skip
