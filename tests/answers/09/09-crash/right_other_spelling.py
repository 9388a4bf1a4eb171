"""Small and large letters do not matter."""

answer = ["After append CardRefunded", "stepcompensated"]
