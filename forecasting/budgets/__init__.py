"""What a coming budget would be on different grounds, beside each other, and what they differ by.

In: a finished forecast, the places of one whole year by age, last year's adopted budget, what is asked (`asked`), and
two population forecasts. Out, all in the prices of the budget year: the `ways` (a frozen share of the children, the
trend, the trend with the action plan, last year's budget carried on), what they differ by (`differences`, over
`told.bridge`), the demographic regulation (`demography`) and what was assumed (`basis`). `edition` makes them all.
Makes no forecast of its own. Not here: how they are printed (`pipelines.publishing`).
"""
