{
    "name": "JXC Stock",
    "summary": "One overview of what is on hand, reserved, available, incoming and held",
    "version": "19.0.1.1.0",
    "category": "Supply Chain/JXC",
    "author": "JXC contributors",
    "license": "AGPL-3",
    "depends": [
        "jxc_base",
        "stock_interwarehouse_transfer",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/jxc_stock_security.xml",
        "data/jxc_stock_data.xml",
        "data/ir_cron_data.xml",
        "data/jxc_alert_data.xml",
        "data/jxc_workbench_data.xml",
        "views/res_config_settings_views.xml",
        "views/jxc_stock_facts_views.xml",
        "views/jxc_stock_month_views.xml",
        "report/jxc_stock_overview_views.xml",
        "views/jxc_stock_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": [
            "jxc_stock/static/src/**/*",
        ],
        "web.assets_tests": [
            "jxc_stock/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "jxc_stock/static/tests/**/*.test.js",
        ],
    },
}
