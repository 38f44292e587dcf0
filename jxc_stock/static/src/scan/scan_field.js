import { Component, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Scan the goods of a transfer: each code confirms a line. */
export class ScanField extends Component {
    static template = "jxc_stock.ScanField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.input = useRef("input");
        this.state = useState({ text: "", wrong: false, busy: false });
    }

    get open() {
        return this.props.record.data[this.props.name];
    }

    async onKeydown(ev) {
        if (ev.key !== "Enter") {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const code = ev.target.value.trim();
        ev.target.value = "";
        if (code && !this.state.busy) {
            await this.scan(code);
        }
    }

    async scan(code) {
        const { record } = this.props;
        this.state.busy = true;
        try {
            if (!(await record.save())) {
                return;
            }
            const found = await this.orm.call("stock.picking", "jxc_scan", [record.resId, code]);
            const what = [found.product, found.lot].filter(Boolean).join(" · ");
            Object.assign(this.state, { text: what, wrong: false });
            await record.load();
        } catch (error) {
            const text = error.data?.message;
            if (!text) {
                throw error;
            }
            Object.assign(this.state, { text, wrong: true });
        } finally {
            this.state.busy = false;
            this.input.el?.focus();
        }
    }
}

export const scanField = { component: ScanField, supportedTypes: ["integer"] };

registry.category("fields").add("jxc_scan", scanField);
