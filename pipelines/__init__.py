"""Brings data in and takes results out: from deliveries to papers."""
