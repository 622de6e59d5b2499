"""The parts of `sagsfremstilling.docx` as templates: what is in each file of the package, and how it looks."""
