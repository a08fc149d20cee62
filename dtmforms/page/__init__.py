"""The page of the program, in a browser, on this computer only. It calls the public names alone."""
