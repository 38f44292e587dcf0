import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * What the reader can do about a warning, one button each; once a document was made,
 * its name is the button. The record is kept up to date by the view.
 */
export class JxcAlertRemedies extends Component {
    static template = "jxc_base.AlertRemedies";
    static props = { ...standardFieldProps };

    get remedies() {
        return this.props.record.data[this.props.name] || [];
    }

    async respond(remedy) {
        const { context, evalContext, resId, resIds, resModel } = this.props.record;
        await this.env.onClickViewButton({
            clickParams: {
                type: "object",
                name: "action_respond",
                buttonContext: { jxc_remedy: remedy.code },
            },
            getResParams: () => ({ context, evalContext, resId, resIds, resModel }),
        });
    }
}

export const jxcAlertRemedies = {
    component: JxcAlertRemedies,
    displayName: _t("What to Do"),
    supportedTypes: ["json"],
};

registry.category("fields").add("jxc_alert_remedies", jxcAlertRemedies);
