"""Arabic: the day before the month before the year, without a comma."""
