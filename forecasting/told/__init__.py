"""What is told of the years beside their sums: why, and by what.

Against the budget (`deviation`) and the year before (`driver_table` with `movements`, `drivers`, `place_drivers`,
`driver_accounts`), both over a bridge whose steps add up to the øre (`bridge`); and by grade band, institution type,
provider group and own or bought (`level_members`, `level_flow`, `level_ledger`, `level_table`). Moves no figure of
`sums`. Not here: one forecast against another (`vintages`).
"""
