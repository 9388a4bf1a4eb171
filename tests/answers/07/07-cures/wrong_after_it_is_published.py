MISCONCEPTION = "breaks what is done"
FAILS = "sorry: a crash that it cannot make good"
SAYS = "All was done there"

answer = {
    "sorry": "after publish posts",
    "retry": "after save",
    "inside": "before commit",
    "reconcile": "none",
}
