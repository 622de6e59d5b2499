"""What a day in a place costs, ahead on every path.

In: delivered prices, rates and bills. Out: own and lent price rows (`day_prices`, `billed_prices`, `lent_prices`), when
rates change and how fast they grow (`rate_calendar`, `price_growth`), what own classes and frames cost (`own_offers`),
and kroner of given stays (`charges`). Not here: who stays (`places`), what has been billed (`ledger`).
"""
