import { registry } from "@web/core/registry";

const figure = (name, text) => ({
    content: `${name}: ${text}`,
    trigger: `.o_data_row:contains('Ledger tea') [name=${name}]:contains('${text}')`,
});

registry.category("web_tour.tours").add("jxc_stock_ledger", {
    url: "/odoo/jxc-stock-ledger",
    steps: () => [
        {
            content: "The month's total stands in the group",
            trigger: ".o_group_header:contains('12.00')",
            run: "click",
        },
        figure("in_quantity", "12.00"),
        figure("closing_quantity", "12.00"),
        { content: "The month before", trigger: ".o_jxc_previous", run: "click" },
        { trigger: "[data-period=lastMonth].btn-primary" },
        {
            content: "Nothing yet: the empty list explains itself",
            trigger: ".o_view_nocontent:contains('这段时间没有库存')",
        },
        { content: "Back to this month", trigger: "[data-period=thisMonth]", run: "click" },
        {
            content: "The movements behind the row",
            trigger: ".o_data_row:contains('Ledger tea') button[name=action_open_lines]",
            run: "click",
        },
        {
            content: "Opening, the receipt, closing",
            trigger: ".o_data_row:eq(1) [name=in_quantity]:contains('12.00')",
        },
        { trigger: ".o_data_row:last [name=balance_quantity]:contains('12.00')" },
        {
            content: "The document behind it",
            trigger: ".o_data_row:eq(1) [name=kind]",
            run: "click",
        },
        {
            content: "The browser's Back leads to the movements again",
            trigger: ".o_form_view",
            run: () => history.back(),
        },
        {
            trigger: ".o_jxc_ledger .o_data_row:last [name=balance_quantity]:contains('12.00')",
        },
        { trigger: ".o_last_breadcrumb_item:contains('Ledger tea')" },
        {
            content: "Back keeps the period",
            trigger:
                ".breadcrumb-item a:contains('收发存汇总表'), .o_back_button a:contains('收发存汇总表')",
            run: "click",
        },
        { trigger: "[data-period=thisMonth].btn-primary" },
    ],
});
