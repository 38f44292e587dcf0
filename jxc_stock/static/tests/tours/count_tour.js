import { choose } from "@jxc_base/../tests/tours/choose";
import { registry } from "@web/core/registry";

const cell = (text) => `.o_jxc_count_table tr:contains('${text}') .o_jxc_cell`;

/** A warehouse manager of a small firm: plans a count, counts, reviews and posts it. */
registry.category("web_tour.tours").add("jxc_count", {
    url: "/odoo/action-jxc_stock.jxc_count_action",
    steps: () => [
        {
            content: "A new count",
            trigger: ".o_list_button_add",
            run: "click",
        },
        ...choose(".o_form_view .o_field_widget[name=location_ids]", "导览货架"),
        {
            trigger: ".o_field_widget[name=location_ids] .o_tag:contains('导览货架')",
        },
        {
            content: "Start",
            trigger: "button[name=action_start]",
            run: "click",
        },
        {
            content: "One location is to be counted",
            trigger: "button[name=action_view_tasks]:contains('1')",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row button[name=action_open]:contains('盘点')",
            run: "click",
        },
        {
            content: "The sheet does not say what the book has",
            trigger: ".o_jxc_count_table:not(:contains('100')):not(:contains('账面'))",
        },
        {
            content: "One is missing",
            trigger: cell("导览酱油"),
            run: "edit 99 && press Enter",
        },
        {
            trigger: ".o_jxc_counted:contains('导览酱油')",
        },
        {
            trigger: cell("导览米醋"),
            run: "edit 20 && press Enter",
        },
        {
            trigger: ".o_jxc_counted:contains('导览米醋')",
        },
        {
            content: "Done with this location",
            trigger: ".o_jxc_finish",
            run: "click",
        },
        {
            content: "Nothing is left to count",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('导览货架')))",
        },
    ],
});

/** What was counted is reviewed and posted. */
registry.category("web_tour.tours").add("jxc_count_review", {
    steps: () => [
        {
            content: "Review",
            trigger: "button[name=action_review]:visible",
            run: "click",
        },
        {
            content: "One line of two is exact",
            trigger: ".o_field_widget[name=accuracy]:contains('50')",
        },
        {
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            trigger: "button[name=action_post]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "One difference is posted",
            trigger: "button[name=action_view_moves]:contains('1')",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('已过账')",
        },
    ],
});
