"""The attack: tries to undo the protection of an edition as a reader could, from its written files and all before it.

It shares no code with the suppression (`privacy.disclosure`) and knows no secret: only what is printed, what the
edition says of its own shape, and what a place costs in each line. `files` reads the PDF and the workbook, `shape`
turns tables into equations, `equations` solves them, `techniques` says what was found and how; `pack_shape` and
`packs` do the same for a month of data packs.

Not here: what happens when something is found (`publishing.edition`: nothing is sealed).
"""

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.pack_shape import Pupils
from pipelines.privacy.attack.packs import pack_objections
from pipelines.privacy.attack.techniques import TECHNIQUES, objections

__all__ = ["TECHNIQUES", "Objection", "Pupils", "objections", "pack_objections"]
