STYLE = "The numbers of two authors: short, and wrong tomorrow, when one of them has grown."

answer = {"a": 50_000_000, "b": 3}
