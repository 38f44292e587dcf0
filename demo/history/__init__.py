"""A year of the demo company: a simulation without Odoo, and what writes it."""
