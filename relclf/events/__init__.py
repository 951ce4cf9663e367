"""Event data: predictions or coded articles as a tidy table with codes, dates and plots."""
