"""One push for every kind of event that WeChat sends, with the facts it must yield."""

MENU = {"EventKey": "www.example.org"}
QR = {"EventKey": "scene-1", "Ticket": "TICKET"}
PICTURES = "<Count>1</Count><PicList><item><PicMd5Sum><![CDATA[1b5f7c]]></PicMd5Sum></item></PicList>"
SCAN = "<ScanType><![CDATA[qrcode]]></ScanType><ScanResult><![CDATA[1]]></ScanResult>"
PLACE = (
    "<Location_X>36.45</Location_X><Location_Y>115.98</Location_Y><Scale>15</Scale><Label>x</Label><Poiname/>"
)
ENTRY = (
    "<List><TemplateId><![CDATA[T1]]></TemplateId>"
    "<SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString><PopupScene>2</PopupScene></List>"
)
REFUSAL = ENTRY.replace("T1", "T2").replace("accept", "reject")
SENT = (
    "<List><TemplateId>T1</TemplateId><MsgID>1700827132819554304</MsgID>"
    "<ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List>"
)
ARTICLES = (
    "<publish_id>2247503051</publish_id><publish_status>0</publish_status><article_detail><count>1</count>"
    "<item><idx>1</idx><article_url><![CDATA[URL]]></article_url></item></article_detail>"
)

EVENTS: dict[str, dict[str, str]] = {
    "subscribe": {"EventKey": "qrscene_scene-1", "Ticket": "TICKET"},
    "unsubscribe": {"EventKey": ""},
    "SCAN": QR,
    "LOCATION": {"Latitude": "36.45", "Longitude": "115.98", "Precision": "119.385040"},
    "CLICK": {"EventKey": "menu:polls"},
    "VIEW": {**MENU, "MenuId": "MENUID"},
    "view_miniprogram": {"EventKey": "pages/index", "MenuId": "MENUID"},
    "scancode_push": {"EventKey": "6", "ScanCodeInfo": SCAN},
    "scancode_waitmsg": {"EventKey": "6", "ScanCodeInfo": SCAN},
    "pic_sysphoto": {"EventKey": "6", "SendPicsInfo": PICTURES},
    "pic_photo_or_album": {"EventKey": "6", "SendPicsInfo": PICTURES},
    "pic_weixin": {"EventKey": "6", "SendPicsInfo": PICTURES},
    "location_select": {"EventKey": "6", "SendLocationInfo": PLACE},
    "TEMPLATESENDJOBFINISH": {"MsgID": "200163836", "Status": "failed:user block"},
    "MASSSENDJOBFINISH": {"MsgID": "1000001625", "Status": "err(30003)", "TotalCount": "0", "SentCount": "0"},
    "PUBLISHJOBFINISH": {"PublishEventInfo": ARTICLES},
    "subscribe_msg_popup_event": {"SubscribeMsgPopupEvent": ENTRY},
    "subscribe_msg_change_event": {"SubscribeMsgChangeEvent": REFUSAL},
    "subscribe_msg_sent_event": {"SubscribeMsgSentEvent": SENT},
    "kf_create_session": {"KfAccount": "test1@test"},
    "kf_close_session": {"KfAccount": "test1@test"},
    "kf_switch_session": {"FromKfAccount": "test1@test", "ToKfAccount": "test2@test"},
    "qualification_verify_success": {"ExpiredTime": "1442401156"},
    "qualification_verify_fail": {"FailTime": "1442401122", "FailReason": "by time"},
    "naming_verify_success": {"ExpiredTime": "1442401156"},
    "naming_verify_fail": {"FailTime": "1442401061", "FailReason": "by time"},
    "annual_renew": {"ExpiredTime": "1442401004"},
    "verify_expired": {"ExpiredTime": "1442400900"},
    "user_info_modified": {"OpenID": "o1", "RevokeInfo": "1"},
    "user_authorization_revoke": {"OpenID": "o1", "RevokeInfo": "301"},
    "user_authorization_cancellation": {"OpenID": "o1"},
    "wxa_media_check": {"isrisky": "0", "trace_id": "t", "status_code": "0"},
    "card_pass_check": {"CardId": "c"},
    "card_not_pass_check": {"CardId": "c", "RefuseReason": "r"},
    "user_get_card": {"CardId": "c", "IsGiveByFriend": "1", "UserCardCode": "12312312"},
    "user_del_card": {"CardId": "c", "UserCardCode": "12312312"},
    "user_consume_card": {"CardId": "c", "UserCardCode": "1", "ConsumeSource": "FROM_API"},
    "user_view_card": {"CardId": "c", "UserCardCode": "1"},
    "user_enter_session_from_card": {"CardId": "c", "UserCardCode": "1"},
    "poi_check_notify": {"UniqId": "u", "PoiId": "p", "Result": "fail", "Msg": "m"},
    "WifiConnected": {
        "ConnectTime": "0",
        "ExpireTime": "0",
        "VendorId": "v",
        "PlaceId": "p",
        "DeviceNo": "d",
    },
    "ShakearoundUserShake": {"ChosenBeacon": "<Uuid>u</Uuid><Major>1</Major>"},
    "merchant_order": {"OrderId": "o", "OrderStatus": "2", "ProductId": "p", "SkuInfo": "s"},
    "user_enter_tempsession": {"SessionFrom": "s"},
    "an_event_of_next_year": {"New": "<Deep><Deeper>1</Deeper></Deep>", "Also": "x"},
}
