"""What a contact is told in the chat because no message could reach them before."""

NOTICES = {
    "notice-poll-opened": "新投票「{title}」开始了，{closes_at:end} 截止。回复 1 就能答。",
    "notice-poll-closing": "「{title}」快要截止了，{closes_at:end} 前都可以答。回复 1 就能答。",
    "notice-result-published": "「{title}」有结果了。回复 5 可以看。",
    "notice-binding-confirmed": "您绑定 {room} 的申请通过了。姓名以居委会名册为准。",
    "notice-binding-refused": "您绑定 {room} 的申请没有通过。原因：{reason}。有疑问请回复「人工」。",
    "notice-binding-ended": "您和 {room} 的绑定已经解除。原因：{reason}。有疑问请回复「人工」。",
    "notice-owner-joined": "另一个微信也绑定成了 {room} 的业主。不是您家里人的话，请马上回复「人工」。",
    "notice-owner-claimed": (
        "有人申请绑定成 {room} 的业主，工作人员正在核实。不是您家里人的话，请马上回复「人工」。"
    ),
    "notice-suspended-demolition": (
        "{compound}列入了拆迁计划（来源：{source}），小区改造先停下来。计划有变化会再告诉您。有疑问请回复「人工」。"
    ),
    "notice-suspended-shantytown": (
        "{compound}列入了棚改计划（来源：{source}），小区改造先停下来。计划有变化会再告诉您。有疑问请回复「人工」。"
    ),
    "notice-suspension-lifted": "{compound}不在拆迁、棚改计划里了，改造可以接着办。",
    "clerk-says": "居委会工作人员回复您：\n{text}",
}
