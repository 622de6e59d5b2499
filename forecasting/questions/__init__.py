"""What is asked of forecasts, and of the same frames beside them; nothing in a forecast depends on the answers.

How good were we (`backtest`, `level_truth`)? What does a scenario change (`scenario_effect`), and how large may a lever
be for the year to stay within its frame (`goal`)? Both at once, without a forecast more (`what_if`). Has the curve
broken (`event_test`, `event_series`), and does a method work (`programme_test`)? In: inputs, from which forecasts are
made as often as needed. Out: rows of one table each. Not here: what follows from how good we were (`judged`).
"""
