"""What may leave: small figures are hidden, and as many others as it takes that nobody can work them out.

Being counted at all is the sensitive fact. A figure about fewer children than the threshold is *small*; nobody is a
small number too, so 0 and threshold − 1 are one class. `cells` says what a figure is and how figures hang together,
`suppression` chooses what is hidden, `program` is the linear program it asks.

Not here: which figures a paper has (`publishing.protection`), pseudonyms on the way in, and the attack that tries to
undo all this on the written files: it shares no code with this package.
"""

from pipelines.privacy.disclosure.cells import Cell, Relation, Status
from pipelines.privacy.disclosure.suppression import CannotHideError, hidden_keys

MARKER = "[d]"
"""What stands in a hidden cell, whether it is small itself or hidden for another's sake."""

__all__ = ["MARKER", "CannotHideError", "Cell", "Relation", "Status", "hidden_keys"]
