{
    "name": "JXC Sales",
    "summary": "Order timeline from quote to payment, approvals and safe cancelling",
    "version": "19.0.1.1.0",
    "category": "Supply Chain/JXC",
    "author": "JXC contributors",
    "license": "AGPL-3",
    "depends": [
        "jxc_base",
        "sale_management",
        "sale_tier_validation",
    ],
    "data": [
        "data/jxc_unapprove_data.xml",
        "views/approval_actions.xml",
        "views/res_config_settings_views.xml",
        "views/sale_mixed_qty_views.xml",
        "views/sale_order_views.xml",
        "views/sale_order_unapprove_views.xml",
        "views/sale_portal_templates.xml",
        "report/sale_order_report.xml",
        "views/jxc_sales_menus.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "jxc_sales/static/tests/tours/**/*",
        ],
    },
}
