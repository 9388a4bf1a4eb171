"""How the checks of lesson 08 write an amount of cents."""


def dollars(cents: object) -> str:
    """81000 is $810.00; what is no whole number of cents stands there as it is."""
    if type(cents) is not int:
        return f"{cents!r}"
    return f"{'-' if cents < 0 else ''}${abs(cents) / 100:,.2f}"
