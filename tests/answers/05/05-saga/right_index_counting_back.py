from companion.sourcing import Refused


def run_saga(steps, order):
    for place in range(len(steps)):
        try:
            steps[place][1](order)
        except Refused as no:
            for earlier in range(place - 1, -1, -1):
                if steps[earlier][2] is not None:
                    steps[earlier][2](order)
            return "COMPENSATED at " + steps[place][0] + ": " + str(no)
    return "COMPLETED"


answer = run_saga
