MISCONCEPTION = ""
FAILS = "each of the four models has the twenty posts"
SAYS = "cannot be the name of a group"

answer = {
    "FeedBuilder": ("feed builder", ["feed"]),
    "SearchIndexer": ("SearchIndexer", ["search"]),
    "Analytics": ("Analytics", ["analytics"]),
    "CDN": ("CDN", ["media"]),
}
