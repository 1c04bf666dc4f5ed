"""The Zwischenbilanz: a year later every responsible body answers one form per tool, and a table says what became of
the plan."""
