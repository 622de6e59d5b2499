"""What people say of a forecast: adjustments, comments, explanations and approvals, each an act that is only added.

`acts` is what an act holds, `store` keeps them, `standing` says what holds on a day, `wording` what a text may be. The
store lies in a folder of its own and is never published; a run reads from it the adjustments that count on its day.
Not here: how they are asked for (`review`), how they enter the forecast (`assets/adjustments`).
"""
