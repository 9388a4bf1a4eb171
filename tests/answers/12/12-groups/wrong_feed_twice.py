MISCONCEPTION = "two groups write one model"
FAILS = "then the others are written once for each event, and only its own service gives up"
SAYS = "written twice for each"

answer = {
    "FeedBuilder": ("a", ["feed"]),
    "SearchIndexer": ("b", ["search"]),
    "Analytics": ("c", ["analytics", "feed"]),
    "CDN": ("d", ["media"]),
}
