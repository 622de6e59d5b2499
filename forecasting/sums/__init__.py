"""From paths to published rows.

In: the population, its prices, and the ledger's part. Out: days, children and kroner by path, cell and month (`tally`,
`headcount`), carried to plain lines where those are nearer (`lines`), the years' disjoint components (`components`),
and the rows of forecast.activity, cost, fiscal_year and provenance (`summary`, `provenance`): means that add up to the
øre, quantiles of the paths' own sums. And what a what-if is reckoned from (`coming`, `draws`). Not here: what a figure
is due to, or told by (`told`).
"""
