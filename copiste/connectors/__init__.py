"""Ways into the queue for programs that were written for another one."""
