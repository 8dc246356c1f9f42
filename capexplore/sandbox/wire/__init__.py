"""How each version of the API says things: bodies, envelopes, codes, times."""
