MISCONCEPTION = ""
FAILS = "at the end readers see all likes: 22"
SAYS = "post 456 has 19 likes"

answer = ["a", "i"]
