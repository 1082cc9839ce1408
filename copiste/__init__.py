"""Robots that key prepared cases into old back-office screens, every case exactly once."""
