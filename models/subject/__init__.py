"""The subject network: learns from masks that four teachers and one reader's boxes give (see CARD.md)."""
