"""What the slice of reports offers comes from the composition root: its service, job and gate get all reports."""
