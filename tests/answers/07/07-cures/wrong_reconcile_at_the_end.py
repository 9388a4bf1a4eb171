"""All is done and marked there: nothing is announced twice."""

MISCONCEPTION = ""
FAILS = "reconcile: none, once the other three are found"
SAYS = 'reconcile, crashed at "at the end" and started again: post 101 is announced'

answer = {
    "sorry": "after save",
    "retry": "after save",
    "inside": "before commit",
    "reconcile": "at the end",
}
