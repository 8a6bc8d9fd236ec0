"""The law and the house rules as data: regimes, declarations, reasons, calendars, ladder, thresholds."""
