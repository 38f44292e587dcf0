import { choose } from "@jxc_base/../tests/tours/choose";
import { registry } from "@web/core/registry";

const state = (code) => `.o_statusbar_status button[data-value=${code}].o_arrow_button_current`;

/** Ten are asked for, approved and shipped; seven arrive, and three are written down. */
registry.category("web_tour.tours").add("jxc_transfer", {
    url: "/odoo/warehouse-transfers",
    steps: () => [
        {
            content: "Ask for goods",
            trigger: ".o_list_button_add",
            run: "click",
        },
        ...choose(".o_field_widget[name=warehouse_from_id]", "Tour Giver"),
        ...choose(".o_field_widget[name=warehouse_to_id]", "Tour Taker"),
        {
            content: "Add the goods",
            trigger: ".o_field_x2many_list_row_add a",
            run: "click",
        },
        ...choose(".o_field_widget[name=product_id]", "Tour Soy"),
        {
            trigger: ".o_selected_row .o_field_widget[name=product_uom_qty] input",
            run: "edit 10",
        },
        {
            content: "The giver has enough",
            trigger: ".o_selected_row [name=jxc_free_from]:contains('30')",
        },
        {
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "It waits for the approver",
            trigger: state("to_approve"),
        },
        {
            trigger: "button[name=validate_tier]",
            run: "click",
        },
        {
            content: "Approved: it can be confirmed",
            trigger: "button[name=action_confirm]:visible",
            run: "click",
        },
        {
            trigger: state("confirmed"),
        },
        {
            trigger: "button[name=action_ship]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=button_validate]",
            run: "click",
        },
        {
            content: "The shipment is done",
            trigger: state("done"),
        },
        {
            trigger: ".breadcrumb-item a:last, .o_back_button",
            run: "click",
        },
        {
            content: "The goods are under way",
            trigger: state("in_transit"),
        },
        {
            trigger: "button[name=action_receive]:visible",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row td[name=arrived]",
            run: "click",
        },
        {
            trigger: ".modal .o_selected_row .o_field_widget[name=arrived] input",
            run: "edit 7 && press Tab",
        },
        {
            content: "Three are missing",
            trigger: ".modal .o_selected_row [name=missing] input:value(3)",
        },
        ...choose(".o_field_widget[name=reason_id]", "Tour Reason"),
        {
            trigger: ".modal footer button[name=action_receive]",
            run: "click",
        },
        {
            content: "A difference waits for a decision",
            trigger: "body:not(:has(.modal)) .o_form_view .alert-warning:visible",
        },
    ],
});
