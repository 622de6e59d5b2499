"""Drill-down: from any figure of the overview to the lines behind it, by address alone.

`spot` is where one stands, `queries` ask the published file, `tables` are what is behind, `pages` answer with them as a
page, as CSV and as a workbook. Not here: the tables of the paper (`publishing`), who may ask (`door`).
"""
