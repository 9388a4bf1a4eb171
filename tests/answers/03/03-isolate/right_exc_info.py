"""Keeps what `sys.exc_info()` tells, a tuple in the record."""

import sys


def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except Exception:
            failures.append((event, handler, sys.exc_info()))


answer = deliver
