"""The course as a web site: pages to read, and the browser edition, in which the same lessons run.

Promises static files only, that no page asks another server for anything, that the site works below any path
of any host, and that a folder is written whole or not at all. `command` ties the parts together: `pages`
renders notebooks, `reference` the docstrings, `browser_edition` makes the lessons run in a browser, on what
`pyodide` has fetched.
"""
