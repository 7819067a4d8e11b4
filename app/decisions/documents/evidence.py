"""An archive of files with a list of their hashes, sent while it is written."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator

from app.decisions.documents.result import DRILL
from app.decisions.queries import SUPPORTING, DecisionRow

HASHES = "hashes.json"
INTENTION = "（意向统计，没有法律效力）"
README = """这是一次业主表决的证据包。没有姓名、房号和电话。

notice.json       公告：标题、发起、时间、内容指纹、名册指纹
manifest.json     公告时定住的全部内容，指纹就是从它算出来的
roll.json         名册：每一份票权的编号、面积、面积来源
deliveries.json   送达、纸票、张贴的数量
papers.json       纸票：截止后箱里有哪些票号；经两个人剔除的票号、为什么
representatives.json 业主代表：什么时候起到什么时候，交来几份意见，几张计票
ballots.json      每一张票：编号、方式、指纹；记名公开的表决才有日期、改过几次、选了什么；不记名的只有每天几张
tally.json        计票结果
pack.json         计票数据包（记名公开的表决才有），谁都能再算一遍
objections.json   异议的件数
log.jsonl         操作日志里和这次表决有关的每一条；不公开选票的表决，没有谁什么时候投的那些条
checkpoint.json   日志最近一次签名
hashes.json       上面每个文件的指纹（SHA-256）

怎么核对：见 docs/verify.md，一条命令：python3 verify.py --evidence 这个文件.zip
"""


def archive_of(decision: DecisionRow, files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The evidence of a decision; a rehearsal, or figures without legal effect, it calls so first."""
    drill = DRILL if decision.is_drill else ""
    return evidence_archive(files, drill + (INTENTION if decision.standing == SUPPORTING else ""))


def evidence_archive(files: Iterable[tuple[str, bytes]], mark: str = "") -> Iterator[bytes]:
    """The archive in pieces, each as soon as its file is in; the list of hashes comes last.

    `mark` stands above everything the archive says of itself.
    """
    sink, hashes = _Sink(), {}
    about = f"{mark}\n\n{README}" if mark else README
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (("README.txt", about.encode()), *files):
            hashes[name] = hashlib.sha256(body).hexdigest()
            _add(archive, name, body)
            yield sink.taken()
        listed = {"algorithm": "sha256", "files": hashes}
        _add(archive, HASHES, json.dumps(listed, sort_keys=True, indent=1).encode())
    yield sink.taken()


def _add(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    one = zipfile.ZipInfo(name)  # 1980 for all: the same content gives the same bytes
    one.compress_type, one.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(one, body)


class _Sink(io.RawIOBase):
    """Bytes that were written and not taken yet; it cannot go back, as a stream cannot."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        body = bytes(piece)  # type: ignore[call-overload]  # zipfile writes bytes and views of them
        self._pieces.append(body)
        return len(body)

    def taken(self) -> bytes:
        """Everything since the last time."""
        body = b"".join(self._pieces)
        self._pieces.clear()
        return body
