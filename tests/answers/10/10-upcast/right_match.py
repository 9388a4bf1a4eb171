def upcast(version, fields):
    match version, fields:
        case 1, {"total": total, **rest}:
            return rest | {"total_cents": round(100 * total)}
        case _, known:
            return known | {"channel": None, "currency": "USD"}


answer = upcast
