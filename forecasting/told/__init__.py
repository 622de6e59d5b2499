"""What is told of the years beside their sums: why, and by what.

Against the budget (`deviation` by `from_budget` and `year_budget`), an earlier vintage (`change`), the accounts of a
closed year (`bridge_table` with `closed_accounts`) and the year before (`driver_table` with `movements`, `drivers`,
`place_drivers`, `driver_accounts`), all over a bridge whose steps add up to the øre (`bridge`), between ends as they
were `published`, with the `people` behind them by age (`coverage`); and by grade band, institution type, provider group
and own or bought (`level_members`, `level_flow`, `level_ledger`, `level_table`). Moves no figure of `sums`. Not here:
what has become known between two forecasts (`vintages`).
"""
