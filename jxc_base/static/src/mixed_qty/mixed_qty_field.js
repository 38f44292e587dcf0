import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FloatField, floatField } from "@web/views/fields/float/float_field";
import { MixedError, mixedText, parseMixed } from "./mixed";

const HAS_LETTER = /\p{L}/u;

/** What is wrong with what was typed, and which units there are. */
export function mixedMessage(error, own) {
    const values = { text: error.text, units: error.names.join(", "), unit: own.name };
    switch (error.code) {
        case "unknown":
            return _t("“%(text)s” is no unit here. Units: %(units)s", values);
        case "ambiguous":
            return _t("“%(text)s” could be: %(units)s", values);
        case "not_exact":
            return _t(
                "“%(text)s” is no exact number of %(unit)s. Choose another unit for the line: %(units)s",
                values,
            );
        default:
            return _t(
                "“%(text)s” is no quantity. Write for example 12, 3*12+5, or numbers with units: %(units)s",
                values,
            );
    }
}

/**
 * A quantity that can be entered as "3 box 5", "3b5" or "3*12+5" and shows the packings
 * beside the number. What cannot be understood stays in the cell, marked as invalid.
 */
export class MixedQtyField extends FloatField {
    static template = "jxc_base.MixedQtyField";

    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    get scale() {
        return this.props.record.data.jxc_units || null;
    }

    get mixed() {
        return this.scale ? mixedText(this.value || 0, this.scale) : "";
    }

    /** Plain numbers as ever; letters and brackets are ours. */
    parse(value) {
        if (!this.scale || (!HAS_LETTER.test(value) && this.isPlain(value))) {
            return super.parse(value);
        }
        try {
            return parseMixed(value, this.scale);
        } catch (error) {
            if (error instanceof MixedError) {
                this.notification.add(mixedMessage(error, this.scale.own), { type: "danger" });
            }
            throw error;
        }
    }

    isPlain(value) {
        try {
            super.parse(value);
            return true;
        } catch {
            return false;
        }
    }
}

export const mixedQtyField = {
    ...floatField,
    component: MixedQtyField,
    displayName: _t("Quantity in several units"),
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "jxc_units", type: "json" }],
};

registry.category("fields").add("jxc_mixed_qty", mixedQtyField);
