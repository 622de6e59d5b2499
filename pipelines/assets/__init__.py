"""The assets of the job: thin, each calls the station that does the work."""
