import { registry } from "@web/core/registry";

const state = (name) => `.o_statusbar_status button[data-value=${name}].o_arrow_button_current`;

/** Dead stock that another warehouse sells: transfer as proposed, and done. */
registry.category("web_tour.tours").add("jxc_clearance", {
    url: "/odoo/stock-to-clear",
    steps: () => [
        {
            content: "What lies too long, with a proposal",
            trigger:
                ".o_data_row:contains('导览呆滞品') td[name=proposal_text]:contains('导览二仓')",
            run: "click",
        },
        {
            content: "As proposed",
            trigger: ".o_form_view button[name=action_accept]",
            run: "click",
        },
        {
            content: "The draft transfer and the task are there",
            trigger: `${state("doing")}, .o_form_view:has(${state("doing")})`,
        },
        { trigger: ".o-mail-Activity" },
        {
            trigger: "button[name=action_open_document]",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=warehouse_to_id]:has(input:value(导览二仓))",
        },
        {
            trigger: ".breadcrumb-item:last a, .o_back_button",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_done]",
            run: "click",
        },
        {
            content: "Done, and so is the task",
            trigger: ".o_form_view:not(:has(button[name=action_done])):not(:has(.o-mail-Activity))",
        },
        { trigger: state("done") },
    ],
});
