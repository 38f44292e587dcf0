from . import (
    jxc_channel,
    jxc_channel_delivery,
    jxc_notification,
    jxc_notification_purpose,
    jxc_notification_queue,
    jxc_notification_sender,
    jxc_webhook_event,
    res_company_notification,
    webhook_documents,
)
