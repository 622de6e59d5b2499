"""The same models on other engines, cell by cell beside the warehouse: `make ducklake`, `make spark`.

When a municipality would want one, and the road there: `docs/andre-motorer.md`. Not here: the models (`dbt_project/`).
"""
