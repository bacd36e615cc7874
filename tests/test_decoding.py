"""Which encoding a file's bytes are in, where neither a mark nor its name tells."""

from __future__ import annotations

import pytest

from index.formats.source import decode

CHINESE = "第一,我们同意。第二,我们不同意。"


@pytest.mark.parametrize(
    "text",
    [
        "Siobhán Díaz;Wir müssen",  # "án" and "íaz" also are bytes of Chinese characters
        "Frage: Frau Müßig, wie kamen Sie nach Köln?",
        "«\xa0Élève\xa0» : l’été, ça y est\xa0!",
        "Zoë",
    ],
)
def test_short_texts_of_windows_are_no_chinese(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("text", [CHINESE, f"ADA: {CHINESE}", "问: 好吗? 答: 好。"])
def test_chinese_is_chinese(text: str) -> None:
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_or_valid_utf_8_decides(encoding: str) -> None:
    assert decode("Müßig – 第一".encode(encoding)) == "Müßig – 第一"
