"""Benchmarks of whole builds."""
