MISCONCEPTION = "nobody minds a second mail"
FAILS = "mail: it holds, and nothing cheaper does"
SAYS = "Ada has two mails"

answer = {"mail": "nothing"}
