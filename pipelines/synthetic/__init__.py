"""Synthetic municipalities in the delivery formats, for the demonstration and for tests.

Only the command line and tests import this package; it shares no code with the forecast.
"""

from pipelines.synthetic.municipality import Municipality, Summary, generate, simulate
from pipelines.synthetic.sizes import SIZES

__all__ = ["SIZES", "Municipality", "Summary", "generate", "simulate"]
