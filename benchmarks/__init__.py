"""Benchmarks by hand: the product's time and memory (`make bench`), how well it forecasts (`make bench-forecast`).

Figures are printed as ratios of things measured in the same run; no test asserts them. Kept in `docs/benchmarks.md`.
"""
