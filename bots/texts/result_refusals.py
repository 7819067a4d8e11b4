"""Why a result, its pack or a paper about it cannot be given, by the code of the refusal."""

RESULT_REFUSALS: dict[str, str] = {
    "pack-sealed": "「{title:title}」的选票保密，计票数据包不公开，只给审计看。结果在公开页面上。",
    "pack-anonymous": "「{title:title}」不记名，没有逐票的数据包，谁也查不到哪一张是谁的。",
    "pack-not-kept": "这次表决没有留下计票数据包。",
    "pack-not-released": "「{title:title}」还没有放行给审计看：要一个人提出、另一个人核对。",
    "legal-result-not-here": "「{title:title}」是正式表决，结果由这里计票，不用另外登记。",
    "legal-result-kept": "「{title:title}」的法律结果已经登记过了，不能再改。",
    "legal-result-missing": "请把文件上的数都填上，缺一个也看不出结果。",
    "legal-source-unknown": "请选数从哪里来：纸质意见征集表，还是官方表决平台。",
    "legal-document-missing": "请写文件名称或编号，以后要查得到。",
    "legal-totals-impossible": "这些数对不上：参加的不能比全体多，同意的不能比参加的多。请照文件再核对。",
    "sheet-not-yet": "现在还不能印这一张：还没有办到这一步。",
}
