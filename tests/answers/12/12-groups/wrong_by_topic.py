MISCONCEPTION = "four colleagues, one pile"
FAILS = "each of the four models has the twenty posts"
SAYS = "share a pile"

answer = {
    "FeedBuilder": ("PostCreated", ["feed"]),
    "SearchIndexer": ("PostCreated", ["search"]),
    "Analytics": ("PostCreated", ["analytics"]),
    "CDN": ("PostCreated", ["media"]),
}
