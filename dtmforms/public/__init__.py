"""What the package does for other programs, and for the command line: the functions that `dtmforms` lists."""
