"""The other end of the gap."""

answer = {
    "sorry": "before publish posts",
    "retry": "before publish posts",
    "inside": "after publish posts",
    "reconcile": "none",
}
