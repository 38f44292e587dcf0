from odoo import api, models


class JxcCachedMixin(models.AbstractModel):
    """Records of which methods keep answers (`tools.ormcache`): changes empty them.

    Afterwards, so that nothing asked in between keeps an old answer.
    """

    _name = "jxc.cached.mixin"
    _description = "Records Behind Kept Answers"

    # Fields that the answers depend on; None: all
    _jxc_cached_fields = None

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._jxc_cached_fields is None or self._jxc_cached_fields & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
