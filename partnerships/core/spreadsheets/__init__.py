"""Spreadsheets that people send: opened behind guards, read in a process of its own, given back as rows."""
