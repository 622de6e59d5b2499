"""Monthly data packs: what the leader of an area or a school needs to know of a month, protected like all that leaves.

`content` says what a month holds, `month_file` reads it, `hiding` decides what is hidden in all packs together,
`tables` and `words` make it readable, `pack` brings one pack together, `document` and `index_page` write what is theirs
alone, and `publication` attacks and seals the month.

A pack holds what has been counted and what has been agreed, never a forecast; see docs/decisions.
"""
