MISCONCEPTION = "nobody follows the fresh view"
FAILS = "at the end readers see all likes: 22"
SAYS = "swap says no for ever"

answer = list("abde")
