MISCONCEPTION = "a mail is in the database"
FAILS = "mail: it holds, and nothing cheaper does"
SAYS = "Your note was rolled back, the mail was not"

answer = {"mail": "inbox"}
