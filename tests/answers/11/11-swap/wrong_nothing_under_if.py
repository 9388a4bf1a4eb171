MISCONCEPTION = ""
FAILS = "at the end readers see all likes: 22"
SAYS = "nothing is indented under d, `if view.swap(fresh):`: what happens there?"

answer = ["a", "b", "c", "d"]
