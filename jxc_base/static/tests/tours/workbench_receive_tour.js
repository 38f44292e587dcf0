import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("jxc_workbench_receive", {
    steps: () => [
        {
            content: "the app opens with the workbench: a receipt is due",
            trigger: "[data-code=incoming] .o_jxc_row:contains(Farm of the Tour)",
        },
        {
            content: "the tile says how many are due today",
            trigger: "[data-code=receipts_today].o_jxc_todo .o_jxc_tile_main",
            run: "click",
        },
        {
            content: "today's receipts",
            trigger: ".o_list_view .o_data_row:contains(Farm of the Tour) .o_data_cell",
            run: "click",
        },
        {
            content: "the receipt, ready to be entered",
            trigger: ".o_form_view button[name=button_validate]",
        },
        {
            content: "back to the workbench",
            trigger: ".o_main_navbar a[data-menu-xmlid='jxc_base.menu_workbench']",
            run: "click",
        },
        {
            content: "find a product by the initials of its name",
            trigger: ".o_jxc_workbench .o_jxc_search input",
            run: "edit tdjy",
        },
        {
            content: "and open it",
            trigger: ".o_jxc_found .dropdown-item:contains(田地酱油)",
            run: "click",
        },
        { trigger: ".o_last_breadcrumb_item:contains(田地酱油)" },
    ],
});
