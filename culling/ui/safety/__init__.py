"""Who may come in, what each may do, and what must not be said: what makes a dashboard fit for others."""
