"""How methods are judged by earlier days, and what follows from it.

Plain lines that any forecast must beat (`baselines`, `annual_points`), errors and intervals held against what came
(`scoring`), how much wider or narrower intervals must be (`calibration`), and which method forecasts each series
(`method_choice`). Knows the given frames alone, so what is judged cannot lean on the judge. Not here: who looks from
earlier days (`questions.backtest`), how sums are carried to a line (`sums.lines`).
"""
