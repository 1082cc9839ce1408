"""Who did what with the queue, and the proof that nobody changed it afterwards."""
