"""Imports: a spreadsheet as an office makes it becomes tools of the workshop, all or nothing, updating, not doubling.

Import the rooms themselves: `apart` runs in a process of its own, which shall load no more than it needs.
"""
