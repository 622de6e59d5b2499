"""Whether the packages that run are those that were locked, and whether any is known to be unsafe; without network.

`told` answers; `installed` looks at this machine, `advisories` at a copy of the public advisories that someone carried
in. What a line of the lock must be stands in `pipelines.operations.locked`, which `doctor` reads too. Nothing is
fetched, installed or mended.
"""
