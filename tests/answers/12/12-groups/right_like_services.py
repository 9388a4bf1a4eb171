"""A group for each service, named like it."""

STYLE = "Whoever looks at the lag of a group sees which service is behind."

answer = {
    "FeedBuilder": ("FeedBuilder", ["feed"]),
    "SearchIndexer": ("SearchIndexer", ["search"]),
    "Analytics": ("Analytics", ["analytics"]),
    "CDN": ("CDN", ["media"]),
}
