MISCONCEPTION = "a mail is in the database"
FAILS = "mail: it holds, and nothing cheaper does"
SAYS = "Your note was rolled back, the mail was not"

answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "inbox",
}
