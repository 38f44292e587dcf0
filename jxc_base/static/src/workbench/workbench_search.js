import { Component, useExternalListener, useRef, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

const SEARCH_DELAY = 200;
const TYPING = "input, textarea, select, [contenteditable=true]";

/** Finds products and partners by whatever one remembers of them. */
export class WorkbenchSearch extends Component {
    static template = "jxc_base.WorkbenchSearch";
    static props = { open: Function };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.input = useRef("input");
        this.state = useState({ text: "", found: null, active: 0 });
        this.search = useDebounced(() => this.find(), SEARCH_DELAY);
        this.asked = 0;
        useExternalListener(window, "keydown", (ev) => this.onWindowKey(ev));
        useExternalListener(window, "pointerdown", (ev) => this.onPointer(ev));
    }

    /** The slash key leads here, also where an input method turns it into 、. */
    onWindowKey(ev) {
        const slash = ev.key === "/" || (ev.code === "Slash" && ev.key === "Process");
        if (slash && !ev.ctrlKey && !ev.altKey && !ev.target.closest?.(TYPING)) {
            ev.preventDefault();
            this.input.el.focus();
        }
    }

    onPointer(ev) {
        if (!this.root.el?.contains(ev.target)) {
            this.close();
        }
    }

    close() {
        this.state.found = null;
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.search();
    }

    onKeydown(ev) {
        const keys = {
            ArrowDown: () => this.move(1),
            ArrowUp: () => this.move(-1),
            Enter: () => this.enter(),
            Escape: () => this.clear(),
        };
        // While an input method composes, the keys are its own
        if (keys[ev.key] && !ev.isComposing) {
            ev.preventDefault();
            ev.stopPropagation();
            return keys[ev.key]();
        }
    }

    move(step) {
        const { found, active } = this.state;
        if (found?.length) {
            this.state.active = (active + step + found.length) % found.length;
        }
    }

    clear() {
        this.asked++;
        Object.assign(this.state, { text: "", found: null });
    }

    /** Also before the list has come: a scanner types faster than it. */
    async enter() {
        this.search.cancel();
        if (this.state.found === null || this.foundFor !== this.state.text.trim()) {
            await this.find();
        }
        const item = this.state.found?.[this.state.active];
        if (item) {
            this.openRecord(item);
        }
    }

    openRecord(item) {
        return this.props.open({
            type: "ir.actions.act_window",
            res_model: item.model,
            res_id: item.id,
            views: [[false, "form"]],
        });
    }

    async find() {
        const text = this.state.text.trim();
        const number = ++this.asked;
        const found = text
            ? await this.orm.call("jxc.workbench", "find", [text], { context: user.context })
            : null;
        // An answer that was overtaken by a later question is dropped.
        if (number === this.asked) {
            this.foundFor = text;
            Object.assign(this.state, { found, active: 0 });
        }
    }
}
