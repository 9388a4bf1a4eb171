"""Four keys, one for each who tells. By chance all four lead to one partition."""

MISCONCEPTION = ""
FAILS = "no partition of four has more than 40 % of the messages"
SAYS = "messages: 0, 1400, 0, 0"


def key(event):
    return {
        "RideRequested": "rider",
        "DriverMatched": "matching",
        "DriverArrived": "driver",
        "RideStarted": "driver",
        "RideCompleted": "driver",
        "PaymentProcessed": "payment",
        "RideRated": "rider",
    }[type(event).__name__]


answer = key
