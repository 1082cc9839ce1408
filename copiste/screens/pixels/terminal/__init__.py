"""The face of a terminal: rows cut into cells, and the driver of an emulator's window."""
