"""As early as possible."""

MISCONCEPTION = "nothing has begun"
FAILS = "sorry: a crash that it cannot make good"
SAYS = "both machines agree about that"

answer = {
    "sorry": "request is here",
    "retry": "after save",
    "inside": "after publish posts",
    "reconcile": "none",
}
