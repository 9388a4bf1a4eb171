MISCONCEPTION = ""
FAILS = "each of the four models has the twenty posts"
SAYS = "there is no model 'feeds'"

answer = {
    "FeedBuilder": ("FeedBuilder", ["feeds"]),
    "SearchIndexer": ("SearchIndexer", ["search"]),
    "Analytics": ("Analytics", ["analytics"]),
    "CDN": ("CDN", ["media"]),
}
