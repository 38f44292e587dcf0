import { registry } from "@web/core/registry";

const row = (text) => `.o_data_row:contains('${text}')`;
const cell = (name) => `${row("导览预警酱油")} .o_data_cell[name=${name}]`;

/** A warehouse manager types levels; the state of the goods follows at once. */
registry.category("web_tour.tours").add("jxc_stock_levels", {
    url: "/odoo/stock-levels",
    steps: () => [
        {
            content: "Other goods stand there too",
            trigger: row("导览别的货"),
        },
        {
            content: "Find the goods",
            trigger: ".o_searchview_input",
            run: "edit 导览预警酱油",
        },
        {
            trigger:
                ".o_searchview_autocomplete .o-dropdown-item:first-child:contains('导览预警酱油')",
            run: "click",
        },
        {
            // A list read again closes the row being edited: wait until it was.
            content: "Only they are left",
            trigger: `.o_list_view:not(:contains('导览别的货')):has(.o_searchview_facet) ${cell("state")}`,
        },
        {
            trigger: cell("min_quantity"),
            run: "click",
        },
        {
            content: "At least ten",
            trigger: ".o_selected_row .o_field_widget[name=min_quantity] input",
            run: "edit 10",
        },
        {
            content: "At most twenty",
            trigger: ".o_selected_row .o_field_widget[name=max_quantity] input",
            run: "edit 20",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "Two are there: below the minimum",
            trigger: `.o_list_view:not(:has(.o_selected_row)) ${cell("state")} .text-bg-warning`,
        },
    ],
});

/** The warning that came of it is answered with a transfer. */
registry.category("web_tour.tours").add("jxc_stock_levels_answer", {
    url: "/odoo/jxc-warnings",
    steps: () => [
        {
            trigger: `${row("导览预警酱油")} [data-remedy=bring]`,
            run: "click",
        },
        {
            content: "The draft transfer is there",
            trigger: ".o_form_view .o_field_widget[name=warehouse_from_id] input:value(导览)",
        },
    ],
});
