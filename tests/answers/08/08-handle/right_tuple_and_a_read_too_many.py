answer = tuple("eckbhdfng")
