"""Each its own model, and then the feed."""

MISCONCEPTION = "two groups write one model"
FAILS = "then the others are written once for each event, and only its own service gives up"
SAYS = "by four of them four times"


plan = {
    "FeedBuilder": ("f", ["feed"]),
    "SearchIndexer": ("s", ["search", "feed"]),
    "Analytics": ("a", ["analytics", "feed"]),
    "CDN": ("c", ["media", "feed"]),
}


answer = plan
