"""What the draft of a rehearsal begins with, so that nobody has to make something up to practise."""

SAMPLE = {
    "title": "演练：用维修资金修屋面防水",
    "matter": "use-maintenance-fund",
    "wording": "（演练）用住宅专项维修资金修演练1号楼屋面防水，预算 12 万元，从本楼维修资金里支出。",
    "sponsor": "residents-committee",
    "sponsor_name": "演练居委会",
    "authority": "演练会议记录 1 号",
    "contact_name": "演练联系人",
}
