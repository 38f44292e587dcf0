import { registry } from "@web/core/registry";

const row = (text) => `.o_data_row:contains('${text}')`;
const gone = (text) => `.o_list_view:not(:has(${row(text)}))`;

/** A warehouse manager's warnings of one morning, each answered in its own way. */
registry.category("web_tour.tours").add("jxc_alert_inbox", {
    url: "/odoo/jxc-warnings",
    steps: () => [
        {
            content: "One click: goods from the warehouse that has them",
            trigger: `${row("导览酱油")} [data-remedy=bring]:contains('从他仓调入')`,
            run: "click",
        },
        {
            content: "The draft transfer is there",
            trigger: ".o_form_view .o_field_widget[name=warehouse_from_id] input:value(导览)",
        },
        {
            content: "Back to the inbox",
            trigger: ".breadcrumb a:contains('预警中心'), .o_back_button",
            run: "click",
        },
        {
            content: "The warning names the transfer",
            trigger: `${row("导览酱油")} [data-remedy=bring] .fa-external-link`,
        },
        {
            content: "Two can wait until tomorrow",
            trigger: `${row("导览香醋")} .o_list_record_selector input`,
            run: "click",
        },
        {
            trigger: `${row("导览蚝油")} .o_list_record_selector input`,
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_snooze_day]:contains('推迟一天')",
            run: "click",
        },
        {
            content: "They are out of sight",
            trigger: gone("导览香醋"),
        },
        {
            content: "This one is normal here",
            trigger: `${row("导览大米")} button[name=action_normal]`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit 样品，下周入库",
        },
        {
            trigger: ".modal button[name=action_accept]:contains('属正常')",
            run: "click",
        },
        {
            trigger: gone("导览大米"),
        },
        {
            content: "That one is settled, with a word about it",
            trigger: `${row("导览花生油")} button[name=action_close]`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=comment] input",
            run: "edit 已到货",
        },
        {
            trigger: ".modal button[name=action_close]:contains('处理完毕')",
            run: "click",
        },
        {
            trigger: gone("导览花生油"),
        },
        {
            content: "What was called normal can be looked up",
            trigger: "[data-menu-xmlid='jxc_base.menu_alerts']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='jxc_base.menu_alert_normal']:contains('属正常记录')",
            run: "click",
        },
        {
            content: "and revoked",
            trigger: `${row("样品，下周入库")} button[name=action_revoke]`,
            run: "click",
        },
        {
            content: "The empty list says what it is for",
            trigger: ".o_view_nocontent:contains('还没有判断为属正常的预警')",
        },
    ],
});
