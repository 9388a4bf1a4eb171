STYLE = "Read, fold, decide, append with the version that was read."

answer = list("ckbhdfng")
