"""The finance review page: the newest published file, shown whole to authorised staff on this machine.

`service` listens and ends, `door` decides who gets in, `pages` answers, `internal_paper` and `overview` are what is
shown, `layouts` how. Nothing is written, and small counts are not hidden. Not here: the figures and sentences
themselves (`publishing`), and the warehouse, which cannot be reached from here.
"""
