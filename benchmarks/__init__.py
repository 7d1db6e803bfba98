"""Benchmarks of whole builds and of the check of a payroll file."""
