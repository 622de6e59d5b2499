"""Expectations about the values of the deliveries: one suite a source, run by Great Expectations.

Contracts arrive as plain data; nothing here imports the pipelines. The public face is `expectations.runner`.
"""
