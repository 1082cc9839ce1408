"""Robots that use Robocorp's work items, on this queue: others' as they are, and this project's producers.

`for_robots/copiste_work_items.py` is the adapter, in the robot's own environment; `broker` answers it over a
socket, `session` does what it asks for, `running` starts the robot and watches over it.
"""
