"""What the bot says, by name; `{fact}` and `{fact:form}` are filled in."""

SENTENCES: dict[str, str] = {
    # greeting, menu, commands
    "welcome": "您好，这里是小区议事厅。\n小区改造要听您的意见：投票、看结果、看进度，都在这里。",
    "hello": "您好。",
    "welcome-any-time": "好的，有事请回复「菜单」。",
    "vote-first": "您像是在回答投票。请先在下面选一项打开，再答，免得记错。",
    "did-not-follow": "这句我没听懂。您要办哪件事？",
    "menu": "请回一个数字：",
    "menu-go-on": "0 接着办：{about:about}",
    "menu-any-time": "要办别的事，请回复「菜单」。",
    "help": (
        "随时可以这样说：\n菜单：看能办什么\n上一步：回到上一个问题\n重来：从头开始\n退出：先不办了\n"
        "人工：找工作人员\n"
        "选择题回数字就行，也可以说出选项，发语音也行。"
    ),
    "goodbye": "好的，先到这里。有事请回复「菜单」。",
    "left": "好的，先不办了。",
    "nothing-before": "前面没有问题了。",
    "nothing-changed": "好的，没有改动。",
    "starting-afresh": "不好意思，刚才那件事接不上了，请从头来。",
    "not-understood": "我没听明白。",
    "heard-voice": "这条语音我没听清。请再说一遍，或者打字。",
    "heard-image": "图片收到了，可我看不懂图。请用文字或语音说。",
    "heard-location": "位置收到了，这里用不上。请用文字或语音说。",
    "heard-text": "没看到内容。请再发一遍。",
    "heard-other": "这种消息我看不懂。请用文字或语音说。",
    "simpler-number": "不用多写，只回选项前面的数字就行。",
    "simpler-answer": "不用多写，只回题目里的数字就行。",
    "simpler-address": "请照这个样子写：3号楼2单元501。",
    "simpler-building": "只回楼号的数字，比如 3。",
    "simpler-unit": "只回单元的数字，比如 2。没有单元请回「没有」。",
    "simpler-room": "只回门牌上的数字，比如 501。",
    "simpler-name": "只写姓名两三个字，比如：王秀英。",
    "simpler-phone": "只回 11 位手机号。没有请回「没有」。",
    "my-data": "记了您哪些资料、怎么改、怎么拿一份、怎么删，都在这里：\n{link}",
    "notice-renewed": (
        "个人信息说明换新了，请再看一遍：\n{link}\n"
        "新加的：申请业主时可以交证明照片，只有居委会经办人看得到。\n"
        "还写清楚了各样留多久，怎么看、怎么改、怎么删。您同意吗？"
    ),
    "renewal-refused": (
        "好的，这次先不办。之前记的还在。\n不想再用，可以在这里收回同意或者删除：{link}\n找人请回复「人工」。"
    ),
    # unfinished business
    "go-on-from-last-time": "{about:about}还没完，给您留着。继续上次？",
    "put-aside": "好的，不接着办了。填过的答案没有提交，也没有丢。",
    "stuck": "不好意思，我没弄明白。换个办法吧：\n网页：{link}",
    "rest": "好的，先放一放，给您留着。\n回复「继续」接着办，回复「人工」找工作人员。",
    "open-page": "请点开网页：{link}\n在网页里填过的会留着，可以接着填。",
    # binding a home
    "privacy-notice": (
        "绑定前先跟您说清楚：\n要记下的：您的姓名、房号、微信标识；您愿意留的手机号。\n"
        "用来做什么：确认您是哪一户，一户不重复投票。\n"
        "谁看得到：本小区居委会经办人。邻居看不到。\n随时可以要求删除。全文：{link}\n您同意吗？"
    ),
    "consent-refused": "好的，什么都没有记。\n不绑定也能看小区进度。想好了回复「绑定」就行。",
    "where-do-you-live": (
        "您家在哪儿？请写楼号、单元、房号，比如：3号楼2单元501。\n有房屋码的，直接发 12 位房屋码。"
    ),
    "where-in": (
        "您扫的是{compound}的海报。\n您家是几号楼几单元几号？比如：3号楼2单元501。\n"
        "有房屋码的，直接发 12 位房屋码。"
    ),
    "no-address-heard": "我没听出是哪一户。",
    "which-building": "是几号楼？",
    "which-unit": "是几单元？没有单元请回「没有」。",
    "which-room": "是几室？请看门牌，比如 501。",
    "which-place": "是哪个小区？请写小区名字。",
    "code-locked-no-place": (
        "房屋码今天错得太多，{until:end} 以后才能再试。\n"
        "急的话，拿房屋码纸条到居委会当面办，或者打纸条上的电话。\n"
        "也可以扫单元门口的海报，再回复「人工」。"
    ),
    "room-not-found": "名册上没找到这一户。\n请再核对一下，或者回复「人工」，请工作人员帮您绑。",
    "which-room-of": "找到几户，是哪一户？\n{rooms:numbered}",
    "confirm-home": "{address}，对吗？",
    "ask-name": "请问您的姓名？请写全名。",
    "no-name-heard": "这不像姓名。",
    "full-name-please": "{called}您好！要和名册核对，麻烦写身份证上的全名。",
    "doubtful-name": "「{told}」是您的姓名吗？是的话请回「是」；不是的，请写您的全名。",
    "deed-of-kin": (
        "房产证上是家里别人的名字，也能绑：您写自己的姓名，算家里人，能收通知、能答住户的投票。\n"
        "要按业主办，得是房产证上那个人：用他的微信绑，写房产证上的姓名。\n"
        "他不用微信的，回复「人工」，请居委会帮您办。"
    ),
    "bound-as-member": "绑好了：{home:home}。\n您可以替这一户投票、看进度。",
    "are-you-owner": "您是这套房的业主吗？房产证上有名字的才算。",
    "who-are-you": "您是这套房的什么人？",
    "ask-phone": "请发您在居委会登记的手机号，用来核对业主身份。\n没登记过请回「没有」。",
    "no-phone-heard": "这不像手机号，应该是 11 位。",
    "owner-phone-wrong": (
        "这个号和名册对不上，今天还能试 {tries_left} 次。\n换个号试试；没有别的号，请回「没有」。"
    ),
    "owner-proof-later": "好的。要按业主身份办事，请带房产证到居委会核对。",
    "owner-proved": "核对上了，您现在是这套房的业主身份。",
    "name-from-roster": "名册上登记的姓名是「{known}」，以后就用它，不用您填的「{typed}」。",
    "owner-waiting": "已交给居委会核对，办好了通知您。\n这之前，您仍可以投票。",
    "request-waiting": "已交给居委会核对：{address}。\n办好了通知您。急的话回复「人工」。",
    "request-bound-as-owner": "绑好了：{address}。您是业主身份。",
    "request-already": "您已经绑过 {address} 了，不用再绑。",
    "left-as-member": "好的，先不核对业主身份。绑定还在，投票不受影响。",
    "my-homes": "您绑定的房屋：\n{homes:home-lines}\n要做什么？",
    "my-homes-as-owner": "您绑定的房屋：\n{homes:home-lines}\n要做什么？",
    # polls
    "poll-needs-home": "投票前，先绑定您家房屋。",
    "whose-home": "您现在代表哪一户？\n{homes:homes}",
    "speaking-for": "您现在代表：{home:home}。\n要换，请回复「换一户」。",
    "only-one-home": "您只绑定了这一户，不用换。",
    "no-open-polls": "现在没有要您答的投票。\n有新的会通知您。业主表决请回复「表决」。",
    "which-poll": "您要答哪一份？\n{polls:polls}",
    "poll-gone": "这次投票现在答不了了，可能已经截止。\n回复「结果」看看公布了没有。",
    "owners-only": "「{title:title}」只请业主答。",
    "owners-only-for-now": "这份只请业主答。核对好业主身份后，再回复「投票」。",
    "poll-intro": "{title:title}\n{purpose:short}\n共 {count} 题，{closes_at:end} 截止。随时可回「退出」。",
    "one-per-home": "每户答一份，家里谁答都行。\n这份记在：{home:home}。",
    "one-per-person": "每人答一份。这份记在：{home:home}。",
    "only-intention": "这是征求意向，不是表决，不会因此收您的钱。",
    "who-sees": "{who:who-sees}",
    "poll-goes-on": "您上次答了 {done} 题，共 {of} 题，接着答。",
    "poll-not-submitted": "您上次都答完了，还没有提交。",
    "poll-from-start": "好的，从第 1 题开始。原来的答案，答了新的才会换掉。",
    "poll-is-long": "题目多，网页上填更方便。这里答也行。一共 {count} 题。",
    "ask-single": "{number}/{of} {title}\n{options:numbered}\n请回一个数字。",
    "ask-multiple": (
        "{number}/{of} {title}\n{options:numbered}\n可以选 {least} 到 {most} 项。"
        "选几项就回几个数字，中间空一格。"
    ),
    "ask-yes-no-unsure": "{number}/{of} {title}\n{options:numbered}\n请回一个数字。",
    "ask-rating": "{number}/{of} {title}\n请打分，{least} 到 {most} 分，{most} 分最好。回一个数字。",
    "ask-text": "{number}/{of} {title}\n请写下来或说语音，{most} 字以内。",
    "hint": "（{hint}）",
    "may-skip": "不想答，回「跳过」。",
    "answered-before": "您之前答的：{answer:joined}。不改请回「不变」。",
    "must-answer": "这一题要答了才能往下。",
    "pick-only-one": "这一题只能选一个。您选哪个？",
    "pick-at-least": "这一题至少选 {least} 项。",
    "say-it-plainly": "怕记错您的意思，请回数字。",
    "no-such-number": "没有这个号，请在 1 到 {most} 里选。",
    "rating-from-to": "请回 {least} 到 {most} 的一个整数。",
    "review": "请看一遍，没错就提交：\n{answers:review}\n这份记在：{home:home}。",
    "review-for": "您绑定了不止一户，请看清楚：\n这份将记在：{home:home}。\n{answers:review}",
    "which-question": "改第几题？\n{titles:numbered}",
    "not-recorded-yet": "还没有提交。没错请回 1；要改第 2 题，回「改2」。",
    "not-recorded-one": "还没有提交。没错请回 1，要改请回 2。",
    "still-open": "还有一题没答，答完就能提交。",
    "poll-recorded": (
        "记下了：您代表{receipt:receipt-home}（{person}）答完了「{title:title}」。\n"
        "回执 {receipt:receipt-number}\n{receipt:receipt-until} 前可以改，回复「投票」就能改。"
    ),
    "polls-wait": "还有 {count} 份要听您的意见，回复「投票」就能答。",
    "answered-already": (
        "「{title:title}」您已经答过，记在：{home:home}。\n{answers:review}\n{closes_at:end} 前可以改。"
    ),
    "answered-by-household": (
        "「{title:title}」您家已经有人答过，记在：{home:home}。\n"
        "您再答，就以新答的为准。{closes_at:end} 前可以改。"
    ),
    "change-or-not": "要改吗？",
    "left-poll": "好的，先不答了。答过的给您留着，还没有提交。\n回复「投票」接着答。",
    "left-poll-change": "好的，没有改。您之前提交的答案还算数。",
    # owner decisions
    "decision-needs-home": "业主表决前，先绑定您家房屋。",
    "no-decisions": "您小区现在没有业主表决。\n有了会通知您。",
    "which-decision": "您要看哪一件？\n{decisions:decisions}",
    "decision-intro": "业主表决：{title:title}\n{text:short}\n全文在这里，请先看全文：{link}",
    "decision-is-supporting": "这里收集的是意向，法律上的结果以纸质签票或官方平台为准。",
    "decision-at-notice": "正在公告，{opens_at:end} 开始投票，现在还不能投。对名册有异议，请回复「人工」。",
    "decision-at-open": "正在投票，{closes_at:end} 截止。",
    "decision-at-closed": "{closes_at:end} 已经截止，正在计票。截止前的票都在，结果公布了会通知您。",
    "decision-at-preliminary": "{closes_at:end} 已经截止，初步结果正在公示，看全文的那一页有结果。",
    "decision-at-final": "{closes_at:end} 已经截止，最后结果已经公布，在看全文的那一页。",
    "decision-at-void": "这件表决作废了，投过的票不算。\n原因：{reason:short}",
    "decision-used": "您这里投过的：{papers:papers}。",
    "decision-needs-proof": (
        "只有核对过身份的业主能投，您现在还不是。\n"
        "怎么核对：回复「绑定」，选「核对业主身份」，发居委会登记的手机号；"
        "没登记过的，带房产证到居委会。\n核对好了，再回复「表决」。"
    ),
    "decision-not-yours": (
        "公告那天的名册上，这件事没有您的票。\n可能不在范围里，或者由共有人推选的人来投。有疑问请回复「人工」。"
    ),
    "decision-anonymous": (
        "这件事不记名，聊天里不收票，也不留您选了什么。\n请点开网页投：{link}\n不记名的票投出去就不能改。"
    ),
    "decision-anonymous-used": "不记名的票您已经投过，谁也查不到是哪一张，所以不能改。",
    "whose-ballot": "您手里不止一张票，现在投哪一张？\n{papers:papers-numbered}",
    "ballot-stands-for": "这张票代表：{paper:paper}。",
    "ballot-of-co-owner": "这几位共有人没有推选谁来投。各人投的不一样，就先搁置，请家里商量好。",
    "ballot-was-cast": "这一票已经投过。再投就是改票，以最后一次为准。",
    "ballots-are-published": "谁看得到：截止以后公开每一票，只有编号和面积，没有姓名房号。",
    "ballots-are-sealed": "谁看得到：不公开谁选了什么，只公布结果。",
    "your-choice": "您的意见是？请回一个数字。\n{labels:numbered}",
    "confirm-ballot": (
        "请看一遍，还没有投出去：\n表决：{title:title}\n代表：{paper:paper}\n您的意见：【{choice}】\n对吗？"
    ),
    "ballot-not-cast-yet": "还没有投。没错请回 1，要重新选请回 2。",
    "ballot-cast": (
        "票记下了：您代表 {receipt:ballot-rooms} 投了「{title:title}」。\n回执 {receipt:receipt-number}\n"
        "{receipt:receipt-until} 前可以改，以最后一次为准，回复「改票」就能改。"
    ),
    "ballot-changed": (
        "改好了：您代表 {receipt:ballot-rooms} 的票，以这一次为准。\n回执还是 {receipt:receipt-number}\n"
        "{receipt:receipt-until} 前还可以改。"
    ),
    "ballot-forgotten": "刚才那张票没有投出去：隔得太久，您选的意见已经替您抹掉了。\n请再选一次。",
    "ballots-wait": "您还有 {count} 张票没投，回复「表决」接着投。",
    "left-decision": "好的，先不投。截止前随时可以回复「表决」。",
    "left-ballot": "好的，没有改。之前投的那一票还算数。",
    # results, records, progress
    "results-need-home": "绑定房屋后，能看到您小区的结果。回复「绑定」就行。\n全市公布的在这里：{link}",
    "no-results": "还没有公布的结果。投票截止后才公布。",
    "which-result": "您要看哪一份？\n{titles:numbered}\n全部结果：{link}",
    "result": "{title:title}\n{closed_at:end} 截止。已答 {answered} 份，共 {asked} 份。",
    "result-lines": "{question}\n{lines:results}",
    "more-on-page": "详细的在网页上：{link}",
    "no-records": "您还没有记录。",
    "records": "您的记录：\n{records:records}",
    "timeline": "小区进度：\n{entries:timeline}",
    "no-timeline": "您小区还没有公布进度。",
    "timeline-needs-home": "还不知道您是哪个小区。绑定房屋后就能看，回复「绑定」。",
    # a person
    "what-about": "请说说什么事，我转给居委会工作人员。\n一条消息写清楚最好，语音也行。",
    "handed-over": (
        "已转给居委会，编号 {number}。工作人员看到就回您。\n接着说，也都会转过去。说完了请回「退出」。"
    ),
    "handed-over-closed": (
        "已转给居委会，编号 {number}。现在不是上班时间，上班后回您。\n"
        "上班时间：{hours}。急事请打电话：{telephone}。\n"
        "接着说，也都会转过去。说完了请回「退出」。"
    ),
    "passed-on": "已转给工作人员。",
    "person-listens": "您说吧，写的话都会转给工作人员。\n不说了，请回复「退出」。",
    "person-closed": "工作人员已经结束了上次的谈话，这句没有转过去。\n还要找人，请回复「人工」。",
    "left-person": "好的，和工作人员的谈话到这里。之前说的都在，有事再回复「人工」。",
}

OPTIONS: dict[str, tuple[str, ...]] = {
    "menu": ("参加投票", "小区进度", "我的房屋、绑定", "我的记录", "投票结果", "找工作人员", "业主表决"),
    "go-on-from-last-time": ("继续", "不用了"),
    "stuck": ("打开网页办", "找工作人员", "再试一次"),
    "privacy-notice": ("同意", "不同意"),
    "notice-renewed": ("同意", "不同意"),
    "confirm-home": ("对", "不对"),
    "are-you-owner": ("我是业主", "我不是业主"),
    "who-are-you": ("业主", "家里人", "租户"),
    "my-homes": ("再绑一套房", "核对业主身份", "不用了"),
    "my-homes-as-owner": ("再绑一套房", "不用了"),
    "poll-is-long": ("在这里答", "打开网页答"),
    "review": ("提交", "修改"),
    "review-for": ("提交", "修改", "换一户"),
    "change-or-not": ("修改", "不改"),
    "confirm-ballot": ("对，投出去", "不对，重新选"),
}

CONTINUES = frozenset(
    {"hint", "may-skip", "answered-before", "one-per-home", "one-per-person"}
    | {"who-sees", "only-intention", "menu-go-on", "menu-any-time", "change-or-not"}
    | {"decision-at-open", "decision-is-supporting", "ballots-are-published"}
    | {"ballots-are-sealed", "ballot-of-co-owner", "ballot-was-cast"}
)
