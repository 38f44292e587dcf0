import { choose } from "@jxc_base/../tests/tours/choose";
import { registry } from "@web/core/registry";

// One user's part of the day each; tests/test_main_day_tour.py runs them in order.
const tours = registry.category("web_tour.tours");

const click = (trigger, content) => ({ content, trigger, run: "click" });
const seen = (trigger, content) => ({ content, trigger });
const fill = (trigger, text) => ({ trigger, run: `edit ${text}` });
const state = (value) => seen(`.o_arrow_button_current[data-value="${value}"]`, `state ${value}`);

/** Open a menu of the app as a person does: app, line of work, document. */
const open = (section, menu, title) => [
    click(".o_navbar_apps_menu button"),
    click(".o_app:contains('JXC 进销存')", "the app"),
    click(`.o_menu_sections [data-menu-xmlid="jxc_base.${section}"]`, section),
    click(`.dropdown-item[data-menu-xmlid="${menu}"]`, menu),
    seen(
        `.o_breadcrumb .active:contains('${title}'), .o_last_breadcrumb_item:contains('${title}')`,
        title,
    ),
];

const openRow = (text) => click(`.o_data_row .o_data_cell:contains('${text}')`, text);

/** Enter a sum, for instance 1500, into a new line of the document. */
const line = (product, found, quantityField, quantity) => [
    click(".o_field_x2many_list_row_add a:first"),
    ...choose(
        ".o_selected_row [name=product_id], .o_selected_row [name=product_template_id]",
        product,
        found,
    ),
    fill(`.o_selected_row [name=${quantityField}] input`, quantity),
];

tours.add("jxc_day_1_request", {
    steps: () => [
        ...open("menu_purchase", "jxc_purchase.menu_my_requests", "我的采购申请"),
        click(".o_list_button_add", "a new request"),
        ...line("GS001", "香蕉", "jxc_suggested_qty", "1500"),
        click("button[name=button_to_approve]:contains('提交')", "submit"),
        state("to_approve"),
        seen("body:not(:has(button[name=button_approved]))", "nobody approves the own request"),
    ],
});

tours.add("jxc_day_2_approve", {
    steps: () => [
        ...open("menu_purchase", "jxc_purchase.menu_requests_to_approve", "待审批申请"),
        openRow("马晓燕"),
        click("button[name=validate_tier]", "approve"),
        state("approved"),
    ],
});

tours.add("jxc_day_3_order", {
    steps: () => [
        ...open("menu_purchase", "jxc_purchase.menu_all_requests", "全部采购申请"),
        openRow("马晓燕"),
        click(".o_statusbar_buttons button:contains('询价')", "make RFQs"),
        ...choose(".modal .o_group [name=vendor_ids]", "鲜果源"),
        ...choose(".modal .o_group [name=vendor_ids]", "万联"),
        click(".modal button[name=action_make]"),
        seen("body:not(:has(.modal)) .o_breadcrumb:contains('询价单')", "the RFQs"),
        seen(".o_data_row:contains('万联')", "the rival's RFQ"),
        openRow("鲜果源"),
        click(".nav-link[name=alternative_pos]", "compare"),
        click("button[name=action_compare_alternative_lines]"),
        seen(".o_data_row:contains('鲜果源') [name=price_unit]:contains('4.20')"),
        seen(".o_data_row:contains('万联') [name=price_unit]:contains('4.37')"),
        click(".o_back_button, .breadcrumb-item.o_back_button a", "back to the RFQ"),
        click("button[name=button_confirm]:visible", "order"),
        click(".modal button[name=action_cancel_alternatives]", "the rival's RFQ is cancelled"),
        state("purchase"),
    ],
});

tours.add("jxc_day_4_receive", {
    steps: () => [
        ...open("menu_purchase", "jxc_base.menu_purchase_receipt", "采购入库单"),
        openRow("鲜果源"),
        click(".o_data_row button[name=action_show_details]", "the lot"),
        click(".modal .o_data_row [name=lot_name]"),
        fill(".modal .o_selected_row [name=lot_name] input", "20260715"),
        click(".modal .o_form_button_save, .modal-footer .btn-primary"),
        click("body:not(:has(.modal)) button[name=button_validate]:visible", "receive"),
        state("done"),
        ...open("menu_warehouse", "jxc_base.menu_stock_transfer", "移库单"),
        openRow("HZ/收货区"),
        click("button[name=button_validate]:visible", "put away"),
        state("done"),
    ],
});

tours.add("jxc_day_5_sell", {
    steps: () => [
        ...open("menu_sales", "jxc_base.menu_sales_quotation", "报价单"),
        click(".o_list_button_add, .o-kanban-button-new"),
        ...choose(".o_field_widget[name=partner_id]", "惠民生活"),
        ...line("GS001", "香蕉", "product_uom_qty", "26"),
        click("button[name=action_confirm]:visible", "confirm"),
        state("sale"),
    ],
});

tours.add("jxc_day_6_deliver", {
    steps: () => [
        ...open("menu_sales", "jxc_base.menu_sales_delivery", "销售出库单"),
        openRow("惠民生活"),
        click("button[name=button_validate]:visible", "deliver"),
        state("done"),
    ],
});

tours.add("jxc_day_7_invoice", {
    steps: () => [
        ...open("menu_sales", "jxc_base.menu_sales_order", "销售订单"),
        openRow("惠民生活"),
        click(".o_statusbar_buttons #create_invoice:visible", "invoice"),
        click(".modal button[name=create_invoices]"),
        state("draft"),
    ],
});

const post = [
    click("button[name=action_post]:visible", "post"),
    state("posted"),
    click("button[name=action_register_payment]:visible", "pay"),
    click(".modal button[name=action_create_payments]"),
    seen(".ribbon:contains('已')", "paid"),
];

tours.add("jxc_day_8_collect", {
    steps: () => [
        ...open("menu_sales", "jxc_base.menu_sales_invoice", "发票"),
        openRow("惠民生活"),
        ...post,
    ],
});

tours.add("jxc_day_9_bill", {
    steps: () => [
        ...open("menu_purchase", "jxc_base.menu_purchase_order", "采购订单"),
        click(".o_data_row:contains('鲜果源') .o_list_record_selector input", "choose the order"),
        click("button[name=action_create_invoice]:visible", "the vendor's bill"),
        state("draft"),
    ],
});

tours.add("jxc_day_10_pay", {
    steps: () => [
        ...open("menu_purchase", "jxc_base.menu_purchase_bill", "账单"),
        openRow("鲜果源"),
        click(
            ".o_field_widget[name=invoice_date] button, .o_field_widget[name=invoice_date] input",
            "date of the bill",
        ),
        fill(".o_field_widget[name=invoice_date] input", "2026/07/16"),
        ...post,
    ],
});
