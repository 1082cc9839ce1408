"""Works the queue of one machine: seats, leases, licences, windows, the breaker."""
