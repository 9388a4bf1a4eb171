MISCONCEPTION = "two may share"
FAILS = "each of the four models has the twenty posts"
SAYS = "what one of them takes, the other never sees"

answer = {
    "FeedBuilder": ("social", ["feed"]),
    "SearchIndexer": ("search", ["search"]),
    "Analytics": ("social", ["analytics"]),
    "CDN": ("social", ["media"]),
}
