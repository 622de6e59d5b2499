"""Municipalities beside each other, from what each of them has released and nothing else.

In go folders (`released`), out come tables of like beside like (`tables`), on the terminal and as files (`written`).
Nothing is added up across municipalities, and what an edition hides stays hidden, with all that follows from it.
"""
