import { choose } from "@jxc_base/../tests/tours/choose";
import { registry } from "@web/core/registry";

const openPurchaseMenu = [
    {
        content: "Open the purchase menu",
        trigger: ".o_main_navbar button[data-menu-xmlid='jxc_base.menu_purchase']",
        run: "click",
    },
];

registry.category("web_tour.tours").add("jxc_purchase_request_submit", {
    steps: () => [
        ...openPurchaseMenu,
        {
            content: "My requests",
            trigger: "a[data-menu-xmlid='jxc_purchase.menu_my_requests']:contains(我的采购申请)",
            run: "click",
        },
        { content: "New", trigger: ".o_list_button_add:contains(新建)", run: "click" },
        {
            content: "Department",
            trigger: ".o_field_widget[name=jxc_department] input",
            run: "edit 门店运营部",
        },
        {
            content: "Add a line",
            trigger: ".o_field_x2many_list_row_add a",
            run: "click",
        },
        ...choose(".o_selected_row .o_field_widget[name=product_id]", "测试生抽"),
        {
            content: "Quantity",
            trigger: ".o_selected_row .o_field_widget[name=jxc_suggested_qty] input",
            run: "edit 24",
        },
        {
            content: "Submit",
            trigger: "button[name=button_to_approve]:contains(提交)",
            run: "click",
        },
        {
            content: "It waits for approval",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(已提交)",
        },
    ],
});

registry.category("web_tour.tours").add("jxc_purchase_request_approve", {
    steps: () => [
        ...openPurchaseMenu,
        {
            content: "Requests to approve",
            trigger: "a[data-menu-xmlid='jxc_purchase.menu_requests_to_approve']",
            run: "click",
        },
        {
            content: "Open the request",
            trigger: ".o_data_row .o_data_cell[name=jxc_department]:contains(门店运营部)",
            run: "click",
        },
        {
            content: "Less is enough",
            trigger: ".o_data_row .o_data_cell[name=product_qty]",
            run: "click",
        },
        {
            content: "Approved quantity",
            trigger: ".o_selected_row .o_field_widget[name=product_qty] input",
            run: "edit 12",
        },
        {
            content: "Reason",
            trigger: ".o_selected_row .o_field_widget[name=jxc_qty_reason] input",
            run: "edit 库存尚可",
        },
        { content: "Approve", trigger: "button[name=validate_tier]", run: "click" },
        {
            content: "It is approved",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(已批准)",
        },
    ],
});
