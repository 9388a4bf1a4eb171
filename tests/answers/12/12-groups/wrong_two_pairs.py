MISCONCEPTION = "two may share"
FAILS = "each of the four models has the twenty posts"
SAYS = "each needs a copy"

answer = {
    "FeedBuilder": ("fast", ["feed"]),
    "SearchIndexer": ("slow", ["search"]),
    "Analytics": ("slow", ["analytics"]),
    "CDN": ("fast", ["media"]),
}
