import { Component } from "@odoo/owl";
import { formatDate, formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

const ICONS = {
    done: "fa-check",
    current: "fa-circle",
    todo: "",
    skipped: "fa-minus",
    cancelled: "fa-times",
};

/**
 * One line of stages: state, time, person, lateness; a click opens the
 * documents of a stage.
 */
export class JxcTimelineField extends Component {
    static template = "jxc_base.TimelineField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get stages() {
        const value = this.props.record.data[this.props.name];
        return (value || []).map((stage) => ({ ...stage, ...this.describe(stage) }));
    }

    describe(stage) {
        const time = this.formatTime(stage.at);
        const state = this.stateNames[stage.state];
        const late = stage.late ? _t("Late") : "";
        return {
            icon: ICONS[stage.state],
            time,
            opens: Boolean(stage.model && stage.ids.length),
            label: [stage.name, state, late, time, stage.by, stage.detail]
                .filter(Boolean)
                .join(", "),
        };
    }

    get stateNames() {
        return {
            done: _t("Done"),
            current: _t("Current step"),
            todo: _t("To do"),
            skipped: _t("Not needed"),
            cancelled: _t("Cancelled"),
        };
    }

    formatTime(at) {
        if (!at) {
            return "";
        }
        if (at.length === 10) {
            return formatDate(DateTime.fromISO(at));
        }
        const moment = DateTime.fromISO(at, { zone: "utc" }).setZone("default");
        const { dateFormat, timeFormat } = localization;
        return formatDateTime(moment, {
            format: `${dateFormat} ${timeFormat.replace(":ss", "")}`,
        });
    }

    /** Opens the one document as a form, several as a list. */
    async open(stage) {
        if (!stage.opens) {
            return;
        }
        const action = { type: "ir.actions.act_window", res_model: stage.model };
        if (stage.ids.length === 1) {
            Object.assign(action, { res_id: stage.ids[0], views: [[false, "form"]] });
        } else {
            Object.assign(action, {
                name: stage.name,
                domain: [["id", "in", stage.ids]],
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            });
        }
        await this.action.doAction(action);
    }
}

export const jxcTimelineField = {
    component: JxcTimelineField,
    displayName: _t("Timeline"),
    supportedTypes: ["json"],
};

registry.category("fields").add("jxc_timeline", jxcTimelineField);
