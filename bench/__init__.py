"""Measurements of what users wait for. Ratios within one run decide; absolute times are told with the machine."""
