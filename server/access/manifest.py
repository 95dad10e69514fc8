"""What the slice of access offers."""

from server.access.sweep import compact_tallies

BROOMS = (compact_tallies,)
