"""Standards: the forms in which this package exchanges events and definitions with other systems.

Promises that what is written follows the standard's own rules and what is read is checked against them, with
evidence. Leaves out transport: no module here opens a connection.
"""
