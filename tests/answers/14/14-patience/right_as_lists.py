answer = {
    "board": [0, "correct"],
    "statistic": [60, "correct"],
    "invoice": [840, "drop"],
}
