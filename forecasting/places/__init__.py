"""Who is in a place, from day to day on every path: the flow of children.

In: the world of one forecast. Those in a place leave (`exits`, `leaving`, `residents`, `registration`); those on their
way start (`referrals`, `take_up`), and those nobody knows yet come (`streams`, `growth`, `intake`, `newcomers`).
Out: a `simulation.Population` of stays, held within the own places there are (`own_places`) and moved as a scenario
says (`relocation`), with what is paid after an end (`notice`). Not here: sums (`sums`), kroner (`prices`, `ledger`).
"""
