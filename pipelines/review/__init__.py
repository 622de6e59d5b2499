"""The finance review page: the newest published file, shown whole to authorised staff on this machine.

`service` listens and ends, `door` decides who gets in, `pages` answers, `internal_paper` and `overview` are what is
shown, `drill` what is behind a figure, `figures` and `layouts` how it stands on a page. `desk` takes what a `reviewer`
says of a forecast: `sent` reads a form, `adjusting` makes an act of it, `cells` knows what it does, `desk_views` shows
it. `what_if_pages` answers what would come of another intake, price or place. Small counts are not hidden. Not here:
the figures and sentences themselves (`publishing`), and the warehouse, which cannot be reached from here.
"""
