{
    "name": "JXC Sample",
    "summary": "Focus products: the small addon of the extension guide",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/JXC",
    "author": "JXC contributors",
    "license": "AGPL-3",
    "depends": ["jxc_base"],
    "data": [
        "data/jxc_registry_data.xml",
        "data/jxc_webhook_event_data.xml",
        "data/jxc_workbench_data.xml",
        "views/product_template_views.xml",
    ],
}
