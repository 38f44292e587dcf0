from odoo import fields


class FactMany2one(fields.Many2one):
    """A reference of a fact table, without a foreign key in the database.

    Checking three keys takes four times as long as writing the row, and facts cannot
    dangle: what they refer to has done movements, which hold it by keys of their own.
    When those go, the triggers of `jxc.stock.dirty` have the facts counted again.
    """

    def update_db_foreign_key(self, model, column):
        """No key."""
