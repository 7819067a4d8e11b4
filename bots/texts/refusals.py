"""Why something cannot be done, by the code of the refusal: what, why, what now."""

from bots.texts.count_refusals import COUNT_REFUSALS
from bots.texts.decision_refusals import DECISION_REFUSALS, VOTER_REFUSALS
from bots.texts.result_refusals import RESULT_REFUSALS
from bots.texts.staff_refusals import STAFF_REFUSALS

RESIDENT_REFUSALS: dict[str, str] = {
    # binding
    "house-code-wrong": "没有这个房屋码，今天还能试 {tries_left} 次。\n请照纸条再对一遍，或者直接写地址。",
    "house-code-locked": (
        "房屋码今天错得太多，{until:end} 以后才能再试。\n急的话回复「人工」，请工作人员帮您绑。"
    ),
    "house-code-dead": "这张房屋码已经换新，不能用了。\n请向居委会要新的，或者直接写地址。",
    "house-code-malformed": "房屋码是 12 位字母和数字，请照纸条再写一遍。",
    "owner-phone-locked": (
        "手机号今天错得太多，{until:end} 以后才能再试。\n也可以带房产证到居委会核对。投票不受影响。"
    ),
    "already-bound": "您已经绑过{label}了，不用再绑。",
    "household-full": "{label}绑定的人已经很多了。\n要再加人，请带证件到居委会办，或者回复「人工」。",
    "claim-already-waiting": "您这一户已经在等居委会核对，不用再交。\n办好了通知您。",
    "too-many-claims": "您有 {most} 户在等核对，先等这些办完。\n急的话回复「人工」。",
    "home-claimed-too-often-today": "今天申请这一户的人太多了，请明天再来。\n急的话回复「人工」。",
    "too-many-claims-today": "一天最多申请 {most} 户，您今天申请满了，请明天再来。\n急的话回复「人工」。",
    "owners-invite": "只有业主能看自家的房屋码。\n要加人，请让业主打开这一页。",
    "picture-missing": "请先选一张照片。",
    "dispute-not-found": "没有这件事，或者和您没有关系。",
    "dispute-decided": "这件事居委会已经定了，不能再改说明。\n有疑问请回复「人工」。",
    "words-needed": "请写内容。",
    "words-too-long": "写得太长，最多 {most} 个字。",
    "too-many-photos": "最多留 {most} 张照片，已经够了。\n还有别的证明，请带到居委会。",
    "wish-unknown": "请选要改什么。",
    "too-many-requests": "您有 {most} 件更正在等居委会答复，先等这些办完。",
    "no-phone-kept": "这里没有您的手机号，不能自己换。\n请选「请居委会改」。",
    "number-of-an-owner": "这是别家业主的号码，从这一户改不了。\n请选自己做业主的那一户，或「请居委会改」。",
    "code-needed-first": "要先用房屋码绑好这一户，才能核对业主身份。",
    "consent-needed": "要先同意个人信息说明，才能绑定。请回复「绑定」。",
    "consent-version-malformed": "个人信息说明换新了。请回复「绑定」重新看一遍。",
    "binding-not-live": "这个绑定已经结束了。要用请重新绑定。",
    "home-not-found": "您没有绑定这一户，或者绑定已经结束。\n请回复「绑定」看一下。",
    "room-not-found": "名册上没有这一户。请核对地址，或者回复「人工」。",
    "name-needed": "请写姓名。",
    "name-too-long": "姓名太长，最多 {most} 个字。",
    "phone-malformed": "这不像手机号，应该是 11 位。请再写一遍。",
    # polls
    "poll-closed": "「{title:title}」{closes_at:end} 已经截止，这次没有计入。\n有疑问请回复「人工」。",
    "poll-not-open": "「{title:title}」还没有开始，现在答不了。开始了通知您。",
    "poll-voided": "「{title:title}」已经作废，不用再答。原因请看公告。",
    "poll-not-found": "没有这次投票，可能已经撤下。请回复「投票」看现在有哪些。",
    "owners-only": "「{title:title}」只请业主答。您现在不是业主身份。\n要核对业主身份，请回复「绑定」。",
    "not-in-scope": "「{title:title}」没有请您这一户答。\n有疑问请回复「人工」。",
    "not-closed": "「{title:title}」还没有截止，结果截止后才公布。",
    "not-counted-yet": "「{title:title}」刚截止，正在计票。请过几分钟再看。",
    "answer-required": "「{title:title}」这一题要答。",
    "answer-wrong-type": "「{title:title}」这样答记不下来，请照题目选。",
    "answers-malformed": "答案没有收全，这次没有记下。请再交一次。",
    "unknown-question": "题目改过了，这次没有记下。请重新打开再答。",
    "unknown-option": "「{title:title}」没有这个选项，请重新选。",
    "one-answer-only": "「{title:title}」只能选一个。",
    "too-few-options": "选少了，这一题至少选 {least} 项。",
    "too-many-options": "选多了，这一题最多选 {most} 项。",
    "exclusive-option-alone": "选了「都不」这一项，就不能再选别的。请重新选。",
    "rating-out-of-range": "请打 {least} 到 {most} 的一个整数分。",
    "text-too-long": "写了 {length} 字，最多 {most} 字。请写短一点。",
    "already-answered-online": "这一户已经在网上答过（{changed_at}），没有改动。",
    "key-reused": "这次和上次交的不一样，没有记下。请重新打开再交。",
    "idempotency-key-missing": "这次没有记下。请重新打开页面再交。",
    # receipts, signing in, a person
    "receipt-malformed": "这不像回执号。请照回执再写一遍。",
    "receipt-mistyped": "回执号抄错了一位。请照回执再写一遍。",
    "not-your-part-of-the-house": "这里不对您开放。要办的事请找居委会。",
    "not-your-compound": "这个小区不归您管。要办的事请找管这个小区的人。",
    "sign-in-expired": "登录过期了，请重新打开。",
    "wechat-sign-in-invalid": "微信登录没有成功，请从公众号菜单重新打开。",
    "wechat-not-answering": "微信那边没有回应，登录没有成功。请过一会儿再试。",
    "snapshot-visitor": "这样打开看不到您是谁。请点页面下方的「使用完整服务」。",
    "wechat-account-unknown": "没有这个公众号。请从公众号菜单打开。",
    "person-needs-compound": (
        "还不知道您是哪个小区，转不过去。\n请扫单元门口的海报，再回复「人工」。\n"
        "没有海报，请打房屋码纸条上的电话，或者到居委会当面问。\n手里有房屋码的，先回复「绑定」。"
    ),
    "person-needs-compound-locked": (
        "还不知道您是哪个小区，转不过去；房屋码 {until:end} 以后才能再试。\n"
        "请打房屋码纸条上的电话，或者拿纸条到居委会当面办。\n"
        "各小区居委会的电话在这里：{link}\n扫过单元门口的海报，再回复「人工」也行。"
    ),
    "message-length": "写得太长，最多 {most} 字。请分几条发。",
    "form-from-elsewhere": "这张表不是从本站交来的，没有记下。请回到本站再交一次。",
    "filter-missing": "请加上查询条件「{name}」。",
    "unknown-filter": "没有「{name}」这个查询条件。",
    "help-closed": "这次谈话已经结束。要找人请再回复「人工」。",
    "help-not-found": "没有这次谈话的记录。要找人请回复「人工」。",
    "page-not-found": "没有这一页。请回到首页。",
    "entry-not-found": "没有这条进度，可能已经改过。",
    "picture-not-found": "没有这张照片。",
    "compound-not-found": "没有这个小区。",
    "unit-not-found": "没有这个单元。",
    "contact-not-found": "还没有和您的微信对上。请先关注公众号。",
    "form-expired": "这一页开得太久，没有记下。请刷新再交一次。",
    "method-not-allowed": "这一页不能这样打开。请回到首页。",
    "request-too-large": "传的东西太大，没有收下。请改小再传。",
    "too-many": "点得太快了，请过一分钟再试。",
    "try-again": "现在人多，没有记下。请过几秒再试一次。",
    "clash": "可能有人同时在改同一处，这次没有记下。请看看现在的样子再试。\n还不行请报编号 {reference}。",
    "broken": "这里出了毛病，没有记下。请过一会儿再试。\n打电话问时请报编号 {reference}。",
    "request-not-understood": "这次请求看不懂，没有记下。请返回再试。",
}

REFUSALS: dict[str, str] = {
    **STAFF_REFUSALS,
    **COUNT_REFUSALS,
    **RESULT_REFUSALS,
    **DECISION_REFUSALS,
    **RESIDENT_REFUSALS,
    **VOTER_REFUSALS,
}
