"""Run everything that has not ended, then call Olga for what is STUCK or raised."""

STYLE = (
    "What the program in `further` does: `run` does nothing to what waits or is stuck, so it need not "
    "know. It costs a read of each log every minute."
)

answer = {
    "order-80": "run it, then call Olga",
    "order-81": "run it",
    "order-82": "run it",
    "order-83": "run it",
    "order-84": "run it, then call Olga",
    "order-85": "run it, then call Olga",
    "order-86": "run it",
    "trip-7": "run it",
}
