STYLE = "Two moves are enough, and fewer are not."

answer = ["Ada", "Grace"]
