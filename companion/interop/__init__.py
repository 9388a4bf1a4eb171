"""Standards out, and in: what this package says to systems that are not it.

Promises that what is written follows the standard's own rules and what is read is checked against them, with
evidence. Leaves out transport: no module here opens a connection.
"""
