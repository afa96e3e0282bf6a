"""The ledger: orders, budgets, and what became of the money."""
