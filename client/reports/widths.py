"""How wide the columns of a report are: short ones are seen whole, long ones share what room is left."""

from collections.abc import Sequence


def shared(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """What each column gets: as much as it wants, but those that want most no more than one another."""
    asked = [max(pair) for pair in zip(wanted, least, strict=True)]
    if not asked:
        return []
    left, still = room, sorted(range(len(asked)), key=asked.__getitem__)
    for place, column in enumerate(still):
        level = left // (len(still) - place)
        if asked[column] > level:
            break
        left -= asked[column]
    else:
        return asked
    return [max(narrowest, min(width, level)) for width, narrowest in zip(asked, least, strict=True)]
