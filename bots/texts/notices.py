"""What a contact is told in the chat because no message could reach them before."""

NOTICES = {
    "notice-poll-opened": "新投票「{title}」开始了，{closes_at:end} 截止。回复 1 就能答。",
    "notice-poll-closing": "「{title}」快要截止了，{closes_at:end} 前都可以答。回复 1 就能答。",
    "notice-result-published": "「{title}」有结果了。回复 5 可以看。",
    "notice-decision-noticed": (
        "业主表决「{title}」公告了，{opens_at:end} 开始投。先看看内容、核对您家的面积；有异议请回复「人工」。"
    ),
    "notice-decision-opened": "业主表决「{title}」开始投票，{closes_at:end} 截止。回复「表决」就能看、能投。",
    "notice-decision-closing": "业主表决「{title}」快要截止了，{closes_at:end} 前都可以投。请回复「表决」。",
    "notice-decision-extended": "业主表决「{title}」延长到 {closes_at:end}。原因请看公告。",
    "notice-decision-preliminary": "业主表决「{title}」的初步结果公示了，有异议请在公示期里提出。",
    "notice-decision-final": "业主表决「{title}」有了最后结果，请看公告。",
    "notice-decision-legal": "业主表决「{title}」有了法律上的结果，请看公告。",
    "notice-decision-voided": "业主表决「{title}」作废了，投过的票不算。原因请看公告。",
    "notice-ballot-on-paper": (
        "业主表决「{title}」：{entered_at:day}，您的一张纸票登记计入了，票号 {serial}。\n"
        "不是您交的、或者想改：{closes_at:end} 前可以自己再投；"
        "过后请在初步结果公示的 {objection_days} 天里提异议，或者回复「人工」。"
    ),
    "notice-ballot-unnamed": (
        "业主表决「{title}」（不记名）：{entered_at:day}，有人替您交了一张选票。\n"
        "不是您托的，请马上回复「人工」；初步结果公示的 {objection_days} 天里也可以提异议。"
    ),
    "notice-ballot-by-another": (
        "业主表决「{title}」：{entered_at:day}，受托人或者业主代表替您交了选票。\n"
        "不是您的意思：{closes_at:end} 前可以自己再投；"
        "过后请在初步结果公示的 {objection_days} 天里提异议，或者回复「人工」。"
    ),
    "notice-ballot-set-aside": (
        "业主表决「{title}」：您家交来的选票不一样（网上和纸票，或者几位共有人），先搁置，还不算数。\n"
        "{closes_at:end} 前改成一样的，就算数；过后由两位工作人员查清再定。不清楚请回复「人工」。"
    ),
    "notice-ballot-rejected": (
        "业主表决「{title}」：{entered_at:day}，登记在您名下的一张纸票，经两个人查过，不算数。\n"
        "{closes_at:end} 前您可以自己再投，或者要一张新的纸票；"
        "不同意，请在初步结果公示的 {objection_days} 天里提异议，或者回复「人工」。"
    ),
    "notice-ballot-beside": (
        "业主表决「{title}」：您家不止交来一张选票（网上和纸票，或者几位共有人）。说的一样，就算数；"
        "不一样，先搁置，还不算数。\n"
        "{closes_at:end} 前改成一样的，就算数；过后由两位工作人员查清再定。不清楚请回复「人工」。"
    ),
    "notice-ballot-dead": (
        "业主表决「{title}」：{entered_at:day}，给您家的一张纸票作废了（写坏了、丢了，或者换了新的），"
        "那张票不再算数。\n"
        "不是您要求的，请马上回复「人工」。{closes_at:end} 前您可以在网上投，或者要一张新的纸票。"
    ),
    "notice-binding-confirmed": "您绑定 {room} 的申请通过了。姓名以居委会名册为准。",
    "notice-binding-refused": "您绑定 {room} 的申请没有通过。原因：{reason}。有疑问请回复「人工」。",
    "notice-binding-ended": "您和 {room} 的绑定已经解除。原因：{reason}。有疑问请回复「人工」。",
    "notice-binding-sold": (
        "名册里 {room} 换了业主，您和这一户的绑定已经解除。\n"
        "登记错了的话，请回复「人工」，或者带房产证到居委会。"
    ),
    "notice-binding-restored": "您和 {room} 的绑定恢复了：上次的业主变更登记撤销了。",
    "notice-owner-joined": "另一个微信也绑定成了 {room} 的业主。不是您家里人的话，请马上回复「人工」。",
    "notice-owner-claimed": (
        "有人申请绑定成 {room} 的业主，居委会正在核实。定下来以前，您的绑定不变。\n"
        "要说明情况，请点「我的房屋」；不是您家里人的话，请马上回复「人工」。"
    ),
    "notice-member-joined": (
        "有人用房屋码绑定了 {room}，算家里人。\n不认识的话，请点「我的房屋」移除，或者马上回复「人工」。"
    ),
    "notice-member-removed": "{room} 的业主把您从这一户移除了。弄错了的话，请和业主说，或者回复「人工」。",
    "notice-dispute-kept": "有人申请做 {room} 业主的事定了：没有通过，您的绑定不变。居委会说明：{reason}",
    "notice-dispute-lost": (
        "{room} 归谁的事定了：您的绑定已经解除。居委会说明：{reason}\n"
        "不同意的话，请回复「人工」，或者带房产证到居委会。"
    ),
    "notice-dispute-both": "{room} 归谁的事定了：两边都是这家的，都可以用。居委会说明：{reason}",
    "notice-correction-granted": "您要求更正的资料改好了（{room}）。可以在「我的资料」里看。",
    "notice-correction-refused": (
        "您要求更正的资料没有改（{room}）。原因请在「我的资料」里看，有疑问请回复「人工」。"
    ),
    "notice-roster-published": (
        "{compound}的名册在公示，{closes_at:end} 截止。请点「我的房屋」核对自己家的登记，不对的可以申请更正。"
    ),
    "notice-roster-corrected": "您对 {room} 登记的更正申请有答复了：已经更正。请点「我的房屋」看。",
    "notice-roster-not-corrected": "您对 {room} 登记的更正申请有答复了：没有改。原因请点「我的房屋」看。",
    "notice-suspended-demolition": (
        "{compound}列入了拆迁计划（来源：{source}），小区改造先停下来。计划有变化会再告诉您。有疑问请回复「人工」。"
    ),
    "notice-suspended-shantytown": (
        "{compound}列入了棚改计划（来源：{source}），小区改造先停下来。计划有变化会再告诉您。有疑问请回复「人工」。"
    ),
    "notice-suspension-lifted": "{compound}不在拆迁、棚改计划里了，改造可以接着办。",
    "clerk-says": "居委会工作人员回复您：\n{text}",
}
