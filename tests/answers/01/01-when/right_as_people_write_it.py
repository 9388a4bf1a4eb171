answer = {
    "a1": "event",
    "a2": "gRPC",
    "b1": "event",
    "b2": "HTTP",
    "c1": "events",
    "c2": "CRUD",
    "d1": "transactions",
    "d2": "events",
    "e1": "events",
    "e2": "API gateway",
    "f1": "events",
    "f2": "Transaction",
}
