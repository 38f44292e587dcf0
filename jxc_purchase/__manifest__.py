{
    "name": "JXC Purchase",
    "summary": "Purchase requests from need to order, with approval and a timeline",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/JXC",
    "author": "JXC contributors",
    "license": "AGPL-3",
    "depends": [
        "jxc_base",
        "purchase_requisition",
        "purchase_request",
        "purchase_request_tier_validation",
        "purchase_tier_validation",
    ],
}
