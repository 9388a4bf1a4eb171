"""Each run by what its log says: nothing is asked that need not be."""

STYLE = "Clear for eight runs. For eight thousand it wants somebody who reads every log first."

answer = {
    "order-80": "run it, then call Olga",
    "order-81": "run it",
    "order-82": "leave it",
    "order-83": "run it",
    "order-84": "call Olga",
    "order-85": "call Olga",
    "order-86": "leave it",
    "trip-7": "run it",
}
