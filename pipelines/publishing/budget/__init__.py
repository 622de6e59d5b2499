"""The budget edition: the budget year and three further years, on four grounds beside each other.

One more kind of edition: the shapes, the hiding, the files, the attack and the register are those of the follow-up
(`publishing`); here is what it reads (`reading`), its own tables (`ways_tables`, `ground_tables`, `area_proposal`,
`last_year`), what it says (`words`), its paper (`paper`) and what stands where (`sections`). Not here: how the figures
come to be (`forecasting.budgets`).
"""
