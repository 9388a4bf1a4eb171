"""Exact, in one step."""

from fractions import Fraction
from math import ceil, floor

STYLE = "No loop, and exact where a float is a little off. That no lag is a case of its own must be seen."


def members(per_s, work_ms, lag, within_s, partitions):

    need = (per_s + Fraction(lag, within_s)) * Fraction(work_ms, 1000)
    count = ceil(need) if lag else floor(need) + 1
    return count if count <= partitions else None


answer = members
