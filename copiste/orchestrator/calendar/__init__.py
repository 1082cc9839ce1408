"""When something may be worked: opening hours, holidays, windows of processes, schedules of runs. Pure."""
