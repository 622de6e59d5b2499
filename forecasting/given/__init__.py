"""What one forecast starts from: its frames, choices, days and luck.

Out of here come the frames of one day checked and sorted (`inputs`, `schemas`), what the caller chooses (`options`,
`scenario`, `events`), the calendar ahead (`horizon`), random marks that belong to things (`randomness`), how rows are
read (`children`, `postings`, `records`) and what all tables share (`terms`). Knows nothing of the rest. Not here: what
we assume of the world (`forecasting.assumptions`).
"""
