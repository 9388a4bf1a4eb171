MISCONCEPTION = ""
FAILS = "alone, Ada is paid $400 and $100 stay in the account"
SAYS = "the letters are texts, such as 'a'; one of yours is of type int"

answer = [3, 10, 2, 8, 4, 6, 13, 7]
