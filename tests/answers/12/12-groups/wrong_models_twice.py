MISCONCEPTION = "a model that nobody writes"
FAILS = "each of the four models has the twenty posts"
SAYS = "nobody writes this one"

answer = {
    "FeedBuilder": ("FeedBuilder", ["feed"]),
    "SearchIndexer": ("SearchIndexer", ["feed"]),
    "Analytics": ("Analytics", ["analytics"]),
    "CDN": ("CDN", ["media"]),
}
