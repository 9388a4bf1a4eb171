"""A model stands twice in a row: nothing failed, and it is written twice."""

MISCONCEPTION = ""
FAILS = "then the others are written once for each event, and only its own service gives up"
SAYS = "feed is written 80 times"


plan = {
    "FeedBuilder": ("f", ["feed", "feed"]),
    "SearchIndexer": ("s", ["search"]),
    "Analytics": ("a", ["analytics"]),
    "CDN": ("c", ["media"]),
}


answer = plan
