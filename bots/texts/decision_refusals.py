"""Why something about an owner decision cannot be done, by the code of the refusal."""

VOTER_REFUSALS: dict[str, str] = {
    "decision-not-found": "没有这件表决，可能已经撤下。",
    "decision-not-open": "「{title:title}」还没有开始投票。开始了通知您。",
    "decision-closed": (
        "「{title:title}」{closes_at:end} 已经截止，这张选票没有计入。\n"
        "有疑问请打居委会电话，或者回复「人工」。"
    ),
    "decision-voided": "「{title:title}」已经作废，不用再投。原因请看公告。",
    "choice-unknown": "没有这个选项，请照选票上的再选一次。",
    "ballot-already-cast": (
        "「{title:title}」您这一户的选票已经收到，只算一张。如果您刚才点了两次，不必再点。\n"
        "不记名的票投出去就找不回来，不能改。不是您家投的，请打居委会电话。"
    ),
    "voting-right-not-found": (
        "名册上，您没有这件表决的票。\n只有业主能投；要核对业主身份，请打居委会电话或者回复「人工」。"
    ),
    "principal-voted-already": "「{title:title}」业主本人已经投了，受托人不能再替他投。",
    "ballot-on-page-only": "「{title:title}」不记名，聊天里不收票，这次没有记下。请回复「表决」拿网页地址。",
}

DECISION_REFUSALS: dict[str, str] = {
    "decision-needs-title": "请写标题。",
    "decision-needs-text": "请写清楚要决定什么：做什么、花多少钱、钱从哪里来。",
    "decision-needs-sponsor": "请写由谁发起（单位全称）。",
    "decision-needs-authority": "请写凭什么发起：文件号、会议记录，或者业主联名书。",
    "decision-needs-contact": "请写联系人和电话，业主有疑问时要打。",
    "decision-needs-window": "请定哪天开始、哪天截止。",
    "decision-needs-appointment": "要算正式表决，先填主管部门的指定文件号和日期；没有就选「辅助统计」。",
    "decision-needs-informed": "公告以前要先告诉居委会，请填告诉的日期。",
    "decision-asks-nobody": "这个范围里没有登记的房屋，请先核对名册。",
    "decision-has-namesakes": (
        "有 {names} 组业主同名，还没说是不是同一个人。一人有几套房只算一人，"
        "请先到「产权与投票权」的「可能是同一个人」里逐组定下来。"
    ),
    "decision-too-small-to-be-anonymous": "不到 {least} 户，不记名也猜得出是谁。请改成记名，或者扩大范围。",
    "anonymous-cannot-be-official": "不记名的票不能按面积算，不能作正式表决。请改成记名，或选「辅助统计」。",
    "owners-request-too-small": "联名的业主有 {heads} 位，要够 {needed} 位（总人数的五分之一），请先登记够。",
    "decision-notice-too-short": "公告要满 {least} 天才能开始投票，请把开始时间往后改。",
    "decision-window-out-of-range": "投票要 {least} 到 {most} 天，请改开始或截止时间。",
    "decision-objections-too-short": "初步结果至少公示 {least} 天。",
    "decision-window-backwards": "截止要晚于开始，请看一下两个时间。",
    "decision-window-too-short": "现在开始的话，离截止不到 {least} 天，太短了。请作废后重新定时间。",
    "decision-window-too-long": "从开始到截止最多 {most} 天，不能再往后延。",
    "decision-extension-not-later": "新的截止时间要晚于 {closes_at:end}。",
    "decision-term-unknown": "有一项没有选好，请从列出的里面选。",
    "decision-options-count": "选项要么不写（就是同意、不同意、弃权），要么写 2 到 {most} 个。",
    "decision-options-repeated": "有两个选项一样，请改一个。",
    "decision-approved-already": "「{title:title}」已经批准，内容不能再改。要改就作废了重新写。",
    "decision-opened-already": "「{title:title}」已经开始投票，这一项不能再改。",
    "decision-armed-already": "「{title:title}」已经定好到时自动开始，不用再提。",
    "decision-not-at-this-stage": "「{title:title}」现在不到这一步，或者已经过了。请刷新看看进行到哪里。",
    "decision-not-by-request": "这件事不是业主联名提的，不用登记联名。",
    "decision-counted-already": "「{title:title}」已经计票，不能再改。",
    "decision-takes-no-paper": "「{title:title}」现在不能登记纸票：还没开始，或者已经计票。",
    "electorate-incomplete": "名册还差 {count} 户的面积、来源或业主，不能公告。请先核对名册，不能猜。",
    "roll-objections-open": "还有 {count} 件对名册的异议没有答复，答复了才能开始。",
    "paper-round-missing": "还没定纸质投票的地点、时间、计票人和票箱。法规要求线上线下一起办。",
    "paper-not-printed": "还有 {left} 位业主的纸票没有打印，也没有写明原因。",
    "paper-round-incomplete": "地点、时间、计票人、票箱都要写。",
    "paper-round-armed": (
        "「{title:title}」已经由两个人定好到时开始，纸票的地点、时间、计票人、票箱不能再改。\n"
        "一定要改的，请作废这次表决，重新公告。"
    ),
    "paper-round-changed": "「{title:title}」的纸票安排或不打印的名单，提了以后又改过。请退回，看过再提。",
    "paper-ground-unknown": "请选为什么不打印。",
    "paper-never-tried": "{homes:joined}：送达里没有找过没找到的记录。请先登记怎么找的，再选「联系不上」。",
    "paper-printed-already": "这里面有的业主已经打印过纸票了。",
    "paper-serial-unknown": "没有这个票号。请照纸票右上角再输一遍。",
    "paper-serial-dead": "这张票号已经作废或者换了新票，不能再用。",
    "paper-entered-already": "票号 {serial} 已经由两个人登记好了。",
    "paper-half-entered": "还有 {count} 张纸票只登记了一遍，或者两遍不一样。请先登记完。",
    "bundle-after-close": "已经截止，不再收新的意见名单。截止前收到的名单，要在截止前登记第一遍。",
    "representative-after-close": "已经截止，不能再登记业主代表。",
    "invigilator-after-close": "已经截止，监票人不能再换。监票人来不了，由社区或街道的人核对。",
    "count-waits-for-step": "还有一项等第二个人核对（剔除、开箱、定哪张算数）。先办完，再计票。",
    "paper-dead-unproved": "有登记过的纸票成了作废的，却没有两个人剔除的记录，不能计票。请马上报告街道。",
    "paper-after-close": "已经截止，不能再编号、补票、换票或作废。箱里看不清的票，两个人都登记成废票。",
    "paper-box-uncounted": "截止后先开箱：一个人列出箱里的票号，另一个人核对，再登记。",
    "paper-box-unopened": (
        "还有 {count} 张纸票在外，没有开过箱。请两个人先开箱列名单，箱里一张没有也要报 0，再计票。"
    ),
    "paper-not-in-box": "票号 {serial} 不在开箱的名单上，不能登记。名单列漏了的，请两个人重新开一次名单。",
    "paper-box-differs": "数出来 {papers} 张，票号有 {listed} 个，对不上。请再数一遍，看哪张没扫到。",
    "paper-box-mistyped": "这几个票号输得不对：{serials:joined}。请照票再输。",
    "paper-box-unknown": "这几个不是截止前编的票号：{serials:joined}。不数，请从名单里去掉，票另外收好。",
    "paper-box-read": (
        "这几个票号截止前已经有人登记过：{serials:joined}。请从名单里去掉，照票登记第二遍；登记得不对的，请剔除。"
    ),
    "paper-box-dead": "这几个票号已经作废或者换了新号：{serials:joined}。不数，请从名单里去掉。",
    "paper-box-left-out": "名单里少了已经登记过的：{serials:joined}。请加上。",
    "paper-seal-missing": "请拍一张封条的照片，开箱以前拍。",
    "box-needs-invigilator": "开箱要由指定的监票人核对；监票人来不了的，由社区或街道的人核对。",
    "box-needs-street": "没有指定监票人，开箱要由社区或街道的人核对。",
    "paper-box-number": "请写数出来几张，没有写 0。",
    "paper-box-left": "箱里点过的票还有 {count} 张没有登记，登记完才能计票。",
    "paper-not-returned": "票号 {serial} 没有登记为收回，或者已经作废。只有收回的票才要剔除。",
    "paper-unnamed-counted": (
        "票号 {serial} 不记名，已经投进去了，找不出是哪一张，没法剔除。问题大到影响结果的，请作废这次表决。"
    ),
    "ground-unknown": "请选这张票为什么不算数。",
    "finding-missing": "请写抽看了哪几张、和登记一样不一样。",
    "alert-not-found": "没有这一件，或者已经有人看过了。请刷新。",
    "nobody-ticked": "先勾告诉了哪几位，再记下来。",
    "second-person-needed": "这一步要由另一个人来做，同一个人不能自己核对自己。",
    "conflict-before-close": "「{title:title}」截止以后才能定哪一张算数，截止以前谁也看不到选了什么。",
    "paper-not-left-out": "这一位没有写明不打印，或者已经编好纸票了。请刷新看看。",
    "paper-heads-missing": "请先勾选是哪几位业主。",
    "anonymous-takes-no-picture": "不记名的票不能拍照留底，拍了就查得出是谁。请不带照片再登记一遍。",
    "invigilator-is-oneself": "不能指定自己做监票人，请指定另一个人。",
    "invigilator-already": "已经指定过这个人了。",
    "invigilator-not-found": "没有这位监票人，可能已经结束了。",
    "account-unknown": "没有「{username}」这个账号。请问清楚登录名，或者请管理员先开账号。",
    "outcome-unknown": "请选结果怎么样。",
    "delivery-heads-missing": "请先勾选送给了哪几位业主。",
    "delivery-before-notice": "「{title:title}」还没有发公告，没有要送达的。",
    "delivery-day-impossible": "日期要在发公告那天以后、今天以前，请改一下。",
    "sheet-unknown": "请选贴的是哪一张。",
    "posting-place-missing": "请写贴在哪里，比如：3 号楼 2 单元门口。",
    "posting-days-backwards": "取下的日期要在贴出以后、今天以前。",
    "posting-not-found": "没有这条张贴记录。",
    "posting-ended": "这一张已经登记取下了。",
    "representative-not-anonymous": (
        "「{title:title}」不记名，签了名的名单会让人看出谁选了什么，所以不能由业主代表代交。请业主自己投，或者用纸票。"
    ),
    "representative-incomplete": "姓名、管哪里、看的什么文件、三个日期，都要填。",
    "representative-area-missing": "请选这位代表管哪栋楼、哪个单元，里面要有这次表决的房屋。",
    "representative-days-backwards": "结束的日期要在开始以后，请看一下两个日期。",
    "representative-paper-later": "文件的日期在今天以后，请看一下是不是写错了。",
    "representative-not-owner": "名册上，这一户没有叫这个名字的业主。请核对姓名；不是业主的，房屋不用选。",
    "representative-not-found": "没有这位业主代表，可能已经结束了。请刷新看看。",
    "representative-not-then": (
        "收到名单那天，这位代表不在任：从 {first} 到 {last}。请核对日期；过期的，请业主自己投，或者用纸票。"
    ),
    "representative-ended": (
        "这位代表的委派 {ended} 已经结束，那天起交来的名单不能收。请业主自己投，或者用纸票。"
    ),
    "bundle-home-outside": (
        "{homes:joined}这一户不归这位代表管，他交来的意见不能计。请把这一户空着，请业主自己投，或者找管这一户的代表。"
    ),
    "bundle-row-twice": "{homes:joined}这一户写了两遍，不知道哪一遍算数。请看名单，只留一遍。",
    "bundle-row-elsewhere": (
        "另一份名单里已经有：{homes:joined}。一户只能签一份。请先空着；业主改了主意的，请他自己投，或者用纸票。"
    ),
    "bundle-third-incomplete": "下面每一户都要选，也可以选「没有签名」。",
    "bundle-day-missing": "请填哪天收到的这份名单。",
    "bundle-photo-missing": "请拍一张签名名单的照片，两遍登记的人看的要是同一份。",
    "bundle-empty": "一户也没有填。请照名单填签了名的；一户都没签的，不用登记。",
    "bundle-day-impossible": "收到的日期要在 {first} 到 {last} 之间：截止以后签的不算。",
    "bundle-not-found": "没有这份名单。",
    "bundle-entered-already": "这份名单已经登记完了。",
    "bundle-half-entered": "业主代表交来的名单还有 {count} 份没登记完。请先登记完，再计票。",
    "objection-not-now": (
        "「{title:title}」现在不能提异议：对名册的在公告期里提，对结果的在公示期里提。\n有话请打居委会电话。"
    ),
    "objection-kind-unknown": "请选是对哪一样有异议。",
    "objection-move-unknown": "请选这一步做了什么。",
    "objection-words-missing": "请写几句话，说明是怎么回事。",
    "objection-room-outside": "请选这次表决范围里的房屋。",
    "objections-wait-already": "这一户已经有 {most} 件异议在等答复，请等答复以后再提。",
    "objection-not-found": "没有这件异议。",
    "objection-closed": "这件异议已经办结，不能再改。",
    "conflict-not-found": "这一户没有要核对的不一致。",
    "revision-unknown": "没有这一张票，请从列出的里面选。",
    "conflict-changed": "这一户后来又有票，和提的时候不一样。请退回，重新看过再提。",
    "conflicts-unsettled": "还有 {count} 位业主的票不一致，没有定。定下哪张算数，或者写明都不算，才能计票。",
    "stop-before-everybody-voted": "还有 {left} 位业主没有投。人人都投了才能提前结束。",
    "objection-period-running": "公示期到 {until:end} 才满，满了才能公布决定。",
    "objections-open": "还有 {count} 件异议没有答复，答复了才能公布决定。",
    "room-not-in-scope": "有的房屋不在这件事的范围里，请重新选。",
    "step-unknown": "没有这一步，请刷新再看。",
    "step-not-found": "没有这件要核对的事，可能已经撤回。",
    "rehearsal-already": "「{compound:title}」已经有一次演练，请先清除，再开新的。",
    "rehearsal-not-found": "没有这次演练，可能已经清除了。",
    "rehearsal-only": "「{title:title}」是真的表决，不能快进，也没有人可以扮演。",
    "rehearsal-waits-for-nothing": "这一步不是等时间，是等人办。请先把下面的事办好。",
    "rehearsal-needs-number": "请写请几位演练业主投票，至少 1 位。",
    "rehearsal-all-voted": "演练业主都投过了。",
    "rehearsal-nothing-to-read": "没有等第二遍的纸票。请先登记第一遍。",
    "step-waiting-already": "这一步已经有人提了，正在等另一个人核对。",
    "step-proposer-gone": "提这一步的人账号已经停用。请先退回，换一个人重新提。",
    "step-decided": "这件事已经有人核对过了，请刷新看看。",
    "not-your-area": "这不归您管。请找这个小区的居委会或街道。",
}
