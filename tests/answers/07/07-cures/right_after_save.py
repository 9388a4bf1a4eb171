"""In the gap between the two lines."""

STYLE = "The gap between the two lines, at its beginning."

answer = {"sorry": "after save", "retry": "after save", "inside": "after publish posts", "reconcile": "none"}
