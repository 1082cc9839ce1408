"""Robots written for Robocorp's work items, run on this queue as they are.

`for_robots/copiste_work_items.py` is the adapter, in the robot's own environment; `broker` answers it over a
socket, `session` does what it asks for, `running` starts the robot and watches over it.
"""
