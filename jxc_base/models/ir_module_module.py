from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _load_module_terms(self, modules, langs, overwrite=False):
        """Let our words win over those of the addons we build on.

        Our catalogs also translate screens of others, with the terms of the trade; by
        default the first addon that translates a text keeps it. Only when an addon is
        installed or a language is loaded: an upgrade keeps what users have changed.
        """
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        ours = [name for name in modules if name.startswith("jxc_")]
        if ours and not overwrite and self._jxc_terms_are_new(modules, ours):
            super()._load_module_terms(ours, langs, overwrite=True)
        return result

    def _jxc_terms_are_new(self, modules, ours):
        if set(modules) - set(ours):
            return True
        # sudo: reads the state of the addons
        found = self.sudo().search([("name", "in", ours)])
        return any(module.state == "to install" for module in found)
