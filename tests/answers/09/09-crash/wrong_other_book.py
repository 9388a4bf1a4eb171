MISCONCEPTION = "the other book"
FAILS = "the line that the saga's log lacked at that moment"
SAYS = "in the service's own book"

answer = ("after append CardRefunded", "CardRefunded")
