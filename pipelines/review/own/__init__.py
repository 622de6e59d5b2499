"""A leader's own figures: the area's children and money against what was agreed, the institution's children and places.

Nothing of others, and nothing to keep: what a leader may keep is the month's data pack. Not here: who is whose
(`reviewer`), the cases behind (`review.cases`).
"""
