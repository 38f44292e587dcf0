"""Turn plain rows of what a company did into a consistent Odoo history."""
