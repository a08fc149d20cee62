"""What the public answers say, in sentences in the user's language: for the command line and the page alike."""
