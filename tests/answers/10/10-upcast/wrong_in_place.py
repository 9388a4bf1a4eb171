MISCONCEPTION = "changes the recording"
FAILS = "other fields stay, none is added, and what was recorded does not change"
SAYS = "Work on a copy"


def upcast(version, fields):
    if version == 1:
        fields["total_cents"] = round(fields.pop("total") * 100)
    if version == 2:
        fields["currency"], fields["channel"] = "USD", None
    return fields


answer = upcast
