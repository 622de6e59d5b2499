"""What keeps an installation alive: its backup, how it is rebuilt from one, and what a new operator would look at.

Not here: runs and their schedule (`launch`, `jobs`), what a person decides about deliveries (`verdicts`).
"""
