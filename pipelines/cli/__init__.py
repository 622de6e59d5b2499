"""The command `pladsprognose`: `command` is the whole, the others are its larger parts, `options` what they share.

In: what a user types. Out: results on stdout, progress and messages on stderr, an exit code. Not here: the work.
"""
