"""Expectation figures (forventningstal): proposed, agreed with each area, frozen, and kept with who, when and why.

`proposal` works the year's figures out of what is known, `store` keeps all that was said, `agreement` is what a person
may do with it, `words` how it is shown. Not here: how the figures are followed month by month (`dbt_project`,
`mart.expectation_figure`), the suites that test deliveries (`expectations`).
"""
