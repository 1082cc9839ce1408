"""What people ask the queue and do with its items; the runs that they start."""
