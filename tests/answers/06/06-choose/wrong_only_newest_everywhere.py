MISCONCEPTION = "newest wins, everywhere"
FAILS = "paid ids: it holds, and nothing cheaper does"
SAYS = "order-42 was dropped"

answer = {"paid ids": "version"}
