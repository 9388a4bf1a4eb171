"""The other end of the gap."""

STYLE = "The same gap, at its end."

answer = {
    "sorry": "before publish posts",
    "retry": "before publish posts",
    "inside": "after publish posts",
    "reconcile": "none",
}
