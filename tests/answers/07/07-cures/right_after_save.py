"""In the gap between the two lines."""

answer = {"sorry": "after save", "retry": "after save", "inside": "after publish posts", "reconcile": "none"}
