answer = list("ckbhdfng")
