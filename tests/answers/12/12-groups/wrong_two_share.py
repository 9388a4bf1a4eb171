MISCONCEPTION = "two may share"
FAILS = "each of the four models has the twenty posts"
SAYS = "each needs a copy"

answer = {
    "FeedBuilder": ("FeedBuilder", ["feed"]),
    "SearchIndexer": ("SearchIndexer", ["search"]),
    "Analytics": ("late", ["analytics"]),
    "CDN": ("late", ["media"]),
}
