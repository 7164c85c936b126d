"""Where faces are: a small detector that has learnt YuNet's answers, for when YuNet itself has not been fetched."""
