"""A display of X11: its windows, its pictures, its keyboard."""
