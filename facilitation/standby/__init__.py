"""The warm standby: a copy of the data folder that follows the running day, and a second machine taking over from it.

One copy, never a history: what it replaces is overwritten with zeros before it is deleted (docs/standby.md).
"""
