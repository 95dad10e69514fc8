"""What the slice of reports offers; its service and job get the reports of all slices from the composition root."""

from server.reports.files import file_of_own_report

GATES = (file_of_own_report,)
