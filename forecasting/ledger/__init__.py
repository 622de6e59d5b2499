"""What the accounts say: what is booked, what past service is still to be billed, and what else they usually bring.

In: postings, dues by price and days, and whom the simulation has let go. Out: the current year's booked and missing
bills (`this_year`, `bills`, `own_dues`, `past_ends`), what bills come to for each krone due (`billing_level`), late and
correcting ones (`corrections`, `year_end`), and spend that no placement explains (`untied`, `rhythm`, `one_offs`,
`fixed_costs`). Not here: kroner of days ahead (`prices.charges`, `sums`).
"""
