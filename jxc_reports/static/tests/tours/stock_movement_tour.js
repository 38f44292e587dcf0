import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("jxc_stock_movement", {
    url: "/odoo/jxc-stock-movements",
    steps: () => [
        {
            content: "Today's receipt is there",
            trigger: ".o_data_row:contains('Tour soy sauce'):contains('12.00')",
        },
        {
            content: "Ask for a period",
            trigger: ".o_control_panel button:contains('选择期间')",
            run: "click",
        },
        {
            content: "Only deliveries",
            trigger: ".modal .o_field_widget[name=kind] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('销售出库')",
            run: "click",
        },
        {
            content: "Show",
            trigger: ".modal-footer button[name=action_view]",
            run: "click",
        },
        {
            content: "No delivery yet: the empty list explains itself",
            trigger: ".o_view_nocontent:contains('这段时间没有收发')",
        },
    ],
});
