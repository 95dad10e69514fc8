"""What the slice of reports offers; its service, job and gate come from the composition root with all reports."""

from server.core.events import CalendarChanged, Reactions
from server.reports.scheduling import reckon_anew
from server.reports.sweep import unseen_boards

REACTIONS: Reactions = {CalendarChanged: (reckon_anew,)}
BROOMS = (unseen_boards,)
