"""What leaves: the committee paper as PDF, workbook and CSV, and the short table of a run; sealed once."""
