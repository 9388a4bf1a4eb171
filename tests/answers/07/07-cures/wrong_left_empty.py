"""Two quotes with nothing in them: not filled in."""

MISCONCEPTION = ""
FAILS = "sorry: a crash that it cannot make good"
SAYS = "still open: sorry"

answer = {
    "sorry": "",
    "retry": "after save",
    "inside": "before commit",
    "reconcile": "none",
}
