"""What the slice of calendars offers."""

from common.calendars import CalendarsApi
from server.calendars.service import CalendarService

SERVICES = {CalendarsApi: CalendarService}
