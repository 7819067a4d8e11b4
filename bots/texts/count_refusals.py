"""Why a count, a notice or a rule pack is refused, by code."""

COUNT_REFUSALS: dict[str, str] = {
    # what stands in a file or a form
    "field-missing": "这一项没有填。",
    "field-not-a-list": "这里要写成一列。",
    "field-not-a-text": "这里要写短短一段文字。",
    "field-not-an-object": "这里要分项写，有名称和数值。",
    "field-unknown-word": "这里只能从几个写法里选：{allowed}。",
    "figure-not-whole": "人数要写整数。",
    "file-not-readable": "文件打不开：{reason}。",
    "file-not-utf-8": "文件不是 UTF-8 编码，请另存为 UTF-8 再试。",
    "json-malformed": "文件不是合格的 JSON：{reason}。",
    "json-too-deep": "文件层数太多。",
    "percent-malformed": "百分比写法不对，例如 66.67 或 66.67%。",
    "threshold-malformed": "比例写法不对：{text}。",
    # rights and ballots
    "ballot-for-unknown-right": "有一张票对不上名册里的任何一户。",
    "ballot-repeated": "同一户出现两张有效票（{right}）。",
    "deemed-but-voted": "已经投票的人不能再算作随多数。",
    "deemed-unknown": "算作随多数的人里，有人不在名册上。",
    "deemed-without-clause": "没有写明管理规约的哪一条，不能把未投票的算进去。",
    "deemed-without-proof": "要把未投票的算进去，还缺：{lacking}。",
    "right-repeated": "同一户在名册里出现两次。",
    # rules and decisions
    "manifest-window": "投票的结束时间要晚于开始时间。",
    "options-malformed": "选项写法不对：至少两个，名称各不相同。",
    "rule-pack-base-unknown": "规则包 {pack} 依据的规则找不到。",
    "rule-pack-below-the-law": "规则「{at}」低于法定的 {least}。",
    "rule-pack-differs": "这次表决定的规则是 {frozen}，不是 {pack}。",
    "rule-pack-expired": "规则包 {pack} 到 {until} 已经失效，不能据此开始表决。",
    "rule-pack-incomplete": "规则包 {pack} 缺少「{lacking}」。",
    "rule-pack-malformed": "规则包在「{at}」处写法不对。",
    "rule-pack-not-yet": "规则包 {pack} 从 {since} 起才生效。",
    "rule-pack-repeated": "规则包 {pack} 出现两次。",
    "rule-pack-unknown": "没有规则包 {pack}。",
    "unanimity-required": "这件事不能按多数表决，须由有利害关系的业主一致同意（{article}）。",
    "window-out-of-range": "投票期要在 {least} 到 {most} 天之间。",
}
