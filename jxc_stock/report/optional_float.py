from odoo import fields


class OptionalFloat(fields.Float):
    """A number that may be unknown: NULL reads as False, not as zero."""

    falsy_value = None

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is False else value
