"""One forecast held against the one before: what has become known between them.

In: two forecasts as `vantage` keeps them. Out: the rows of forecast.vintage_change (`vintage_change`): places by the
state that each case was in (`vintage_cases`), bills against what was expected of them (`expected_bills`), at each end
(`vintage_side`). Not here: how an earlier forecast is found and made again (the caller), year against year (`told`).
"""
