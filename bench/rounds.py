"""Rounds in which the sides of a comparison take turns."""


def alternate(rounds, **sides):
    """Calls every side once per round (A B A B …); returns each side's samples.

    Taking turns spreads a drift of the machine (heat, a neighbour, a filling
    disk) over all sides instead of charging it to the last one.
    """
    samples = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            samples[name].append(measure())
    return samples
