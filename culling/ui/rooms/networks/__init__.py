"""The page of networks: what each does, which one is in use, what a better one brings, fetching and removing."""
