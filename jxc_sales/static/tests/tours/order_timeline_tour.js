import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("jxc_sales_order_timeline", {
    steps: () => [
        {
            content: "The list shows where each order stands",
            trigger: ".o_list_view .o_data_row .o_field_badge[name=jxc_stage]",
        },
        {
            content: "Open the order",
            trigger: ".o_list_view .o_data_row td[name=name]",
            run: "click",
        },
        {
            content: "The goods are reserved, picking is the current step",
            trigger: ".o_jxc_timeline_stage[data-code=picked][aria-current=step]",
        },
        {
            content: "A click on a step opens what is behind it",
            trigger: ".o_jxc_timeline_stage[data-code=shipped] button",
            run: "click",
        },
        {
            content: "The delivery is open",
            trigger: ".o_form_view .o_field_widget[name=picking_type_id]",
        },
    ],
});
