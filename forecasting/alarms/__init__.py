"""Has anything come since the forecast before that it did not count on? A test month by month.

In: the world of the forecast before and of the new one. Out: the rows of forecast.alarm (`alarm_table`): what came of
referrals and grants (`came`) beside what the forecast before expects, drawn as it draws them (`expected`), with limits
that keep false alarms as rare as stated (`sequential`); and whether the accounts expected have `moved`. Not here: what
the surprise costs, and why (`vintages`).
"""
