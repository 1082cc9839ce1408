"""Existing robots, with Robocorp's own libraries, in an environment of their own (`./setup.sh tests`)."""
