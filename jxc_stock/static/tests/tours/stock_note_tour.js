import { registry } from "@web/core/registry";

/** An other issue entered as 3箱5包, submitted, approved by somebody else, completed. */
registry.category("web_tour.tours").add("jxc_stock_note_write", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name='reason'] input", run: "edit 展会样品" },
        { trigger: ".o_field_x2many_list_row_add a", run: "click" },
        {
            trigger: ".o_selected_row .o_field_widget[name='product_id'] input",
            run: "edit 导览面条",
        },
        { trigger: ".ui-autocomplete a:contains('导览面条')", run: "click" },
        {
            trigger:
                ".o_selected_row .o_field_widget[name='quantity'] .o_jxc_mixed:contains('1包')",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name='quantity'] input",
            run: "edit 3箱5包 && press Tab",
        },
        {
            trigger: ".o_field_widget[name='quantity'] .o_jxc_mixed:contains('3箱5包')",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved button[name='request_validation']", run: "click" },
        { trigger: "button[name='restart_validation']" },
        { trigger: "body:not(:has(button[name='action_done']))" },
    ],
});

registry.category("web_tour.tours").add("jxc_stock_note_approve", {
    steps: () => [
        { trigger: ".o_data_cell[name='reason']:contains('展会样品')", run: "click" },
        { trigger: "button[name='validate_tier']", run: "click" },
        { trigger: "body:not(:has(button[name='validate_tier']))" },
    ],
});

registry.category("web_tour.tours").add("jxc_stock_note_complete", {
    steps: () => [
        { trigger: ".o_data_cell[name='reason']:contains('展会样品')", run: "click" },
        { trigger: "button[name='action_done']", run: "click" },
        { trigger: ".o_arrow_button_current[data-value='done']" },
    ],
});
