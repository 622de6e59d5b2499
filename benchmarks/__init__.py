"""Benchmarks, run by hand and by `make bench`: what the product costs in time and memory, and how well it forecasts.

Figures are printed as ratios of things measured in the same run; no test asserts them. Kept in `docs/benchmarks.md`.
"""
