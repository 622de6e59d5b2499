"""The flash note: one page when something has come that the forecast before did not expect.

One more kind of edition: shapes, hiding, files, attack and register are those of the follow-up (`publishing`); here is
what it reads (`reading`), what is hidden of its counts (`hiding`), its tables (`tables`), what it says (`words`) and
its paper (`paper`). Not here: when something is a surprise (`forecasting.alarms`), who is told (`pipelines.alerts`).
"""
