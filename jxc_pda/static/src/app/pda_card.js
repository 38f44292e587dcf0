import { Component, useState } from "@odoo/owl";

/** A quantity with at most three decimals, grouped, in the page's language. */
export function formatQuantity(value) {
    const lang = document.documentElement.lang || "en-US";
    return Number(value).toLocaleString(lang, { maximumFractionDigits: 3 });
}

/** What one record is and how much of it lies where. */
export class PdaCard extends Component {
    static template = "jxc_pda.Card";
    static props = { card: Object, onOpen: Function };

    setup() {
        this.state = useState({ closed: {} });
        this.format = formatQuantity;
    }

    get stock() {
        return this.props.card.stock;
    }

    toggle(name) {
        this.state.closed[name] = !this.state.closed[name];
    }

    open(row) {
        if (row.target) {
            this.props.onOpen(row.target);
        }
    }
}
