from odoo import api, models

from ..common.jxc_gate import LINE, changed_fields, check_computed, gate_open


class JxcApprovalLineMixin(models.AbstractModel):
    """Guards of the lines of a document with ``jxc.approval.mixin``.

    Put it before the line's model in ``_inherit``. What core writes by itself
    (delivered, received and invoiced quantities, links, dates, analytics) is not
    material and passes.
    """

    _name = "jxc.approval.line.mixin"
    _description = "Guards of lines of documents that need approval"

    # The document's model; it names its link in ``_jxc_approval_line_models``
    _jxc_document_model = None
    # Fields of a line that an approval is about
    _jxc_material_fields = ()

    @api.model
    def _jxc_document_field(self):
        document = self.env[self._jxc_document_model]
        return document._jxc_approval_line_models[self._name]

    def _jxc_guarded_lines(self):
        """Return the lines that count; sections and the like do not."""
        return self

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_computed(self, vals)
        lines = super().create(vals_list)
        lines._jxc_guarded_lines()._jxc_check_documents()
        return lines

    def write(self, vals):
        check_computed(self, vals)
        material = self._jxc_material_change(vals)
        documents = material._jxc_guarded_lines()._jxc_check_documents_open()
        result = super().write(vals)
        if material:
            # Once more: a line that counted for nothing may count now
            guarded = material._jxc_guarded_lines()
            documents |= guarded._jxc_check_documents_open()
            documents._jxc_check_rules_after_change()
        return result

    def unlink(self):
        documents = self._jxc_guarded_lines()._jxc_check_documents_open()
        result = super().unlink()
        documents.exists()._jxc_check_rules_after_change()
        return result

    def _jxc_material_change(self, vals):
        names = [*self._jxc_material_fields, self._jxc_document_field()]
        names = [name for name in names if name in vals]
        if not names:
            return self.browse()
        return self.filtered(lambda line: changed_fields(line, vals, names))

    def _jxc_check_documents_open(self):
        """Return the documents of the lines; refuse those under approval."""
        documents = self[self._jxc_document_field()]
        if gate_open(self, LINE):
            return documents.browse()
        documents._jxc_check_open()
        return documents

    def _jxc_check_documents(self):
        self._jxc_check_documents_open()._jxc_check_rules_after_change()
