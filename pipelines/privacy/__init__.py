"""Protection of the children: pseudonyms for what comes in, disclosure control for what goes out."""
