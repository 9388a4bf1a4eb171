STYLE = "Asked first, swap says no once for nothing, and changes nothing by it."

answer = "abdec"
