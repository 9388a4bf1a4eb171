"""What is named belongs to the row that is shown, the till's."""

MISCONCEPTION = "version for sums"
FAILS = "till and light switch: it holds, and nothing cheaper does"
SAYS = "skipped as old"

answer = {
    "paid ids": "nothing",
    "till": "version",
    "light switch": "nothing",
    "address": "version",
    "told twice": "request key",
    "mail": "request key",
}
