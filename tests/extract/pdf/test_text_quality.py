"""How well a page was decoded: clean Thai high, everything that is no text low."""

from __future__ import annotations

import pytest

from pipeline.extract.pdf.text_quality import TEXT_QUALITY, FlawKind, text_quality

CERTAIN, READABLE = TEXT_QUALITY.certain, TEXT_QUALITY.readable
THAI = "การปฏิบัติหน้าที่ของบุคลากรในหน่วยงาน เป็นไปตามขั้นตอนและระยะเวลาที่กำหนด ได้คะแนน 86.19 (ร้อยละ) ปี ๒๕๖๖"
ENGLISH = """Integrity and Transparency Assessment (ITA) of public bodies, fiscal year 2023. Each body answers three
questionnaires; results are published at https://itas.nacc.go.th by the end of August. Contact: ita@nacc.go.th."""
NUMBERS = "\n".join(f"{k} {k * 1234.5:,.2f} {k * 77:,} 12.5% 1/2566 01-10-2566 -" for k in range(1, 12))
# what an English engine makes of a Thai scan
GARBAGE = (
    "fl1::'1J1::~1Jfl1'l~~1'l1Jfl1m1J1'l1JW1'l fl1'lvhL'Uu~1 "
    "'U'IJ€l~'l1'l.. 1llfl'l'l::'V1'l1~fl1'l'l\n"
    "'H1J1~~1'U'UeJ~'l1'l1lfl11~'U1 1J1~n'1'l -U'1ll'l~1'U1Jfl~1 "
    "fl~1J~~1'Ul1'1~ 'Vl1~fl1'l'l ll1flB1~~ 1'l'Wl1'l€l1~'l ~fl~1Jl 'lJeJ1'l1'"
)


def quality(text: str, unmapped: int = 0) -> float:
    found = text_quality(text, unmapped)
    assert found is not None
    return found.score


def flaw(text: str) -> FlawKind | None:
    """What decides against a text."""
    found = text_quality(text)
    assert found is not None
    return None if found.is_text or found.flaw is None else found.flaw.kind


PRINTED = {
    "Thai": THAI,
    "English": ENGLISH,
    "numbers": NUMBERS,
    "both": THAI + "\n" + NUMBERS,
    "three words": "ITA 2566",
    "title": "ANNUAL REPORT",
    "French": "Résumé de l'évaluation à Genève; aujourd'hui, c'est l'été. Qu'est-ce qu'il n'a pas dit d'Orléans?\n" * 4,
    "German": "Das Bundesgericht prüft die Rechtmäßigkeit der Straßenverkehrsordnung (StVO) gemäß §12.\n" * 4,
    "Polish": "W Szczebrzeszynie chrząszcz brzmi w trzcinie i Szczebrzeszyn z tego słynie; źdźbło trawy.\n" * 4,
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy; zpráva o výsledku hodnocení veřejné správy.\n" * 4,
    "Vietnamese": "Cộng hòa xã hội chủ nghĩa Việt Nam độc lập tự do hạnh phúc, báo cáo kết quả đánh giá\n" * 4,
    "Greek with a Thai word": "Ελληνική Δημοκρατία, Υπουργείο Εσωτερικών: αξιολόγηση ακεραιότητας\n" * 4 + "ไทย",
    "German with a Thai word": "Prüfbericht über die Maßnahmen für öffentliche Behörden in Bangkok ไทย",
    "Cyrillic": "Министерство внутренних дел Российской Федерации: оценка\n" * 4,
    "Chinese": "泰国国家反腐败委员会 2566 年度廉政评估报告\n" * 4,
    "Arabic": "تقرير تقييم النزاهة والشفافية\n" * 4,
    "code listing": 'def f(x, y):\n    return a[i] = b.c(d)["k"] + self._value(q1x, n2)\nif (x==0) {for(;;){i++;}}\n'
    * 8,
    "markup": "<td class=\"c1\">x</td><a href='q?z=1&n=2'>v1.2</a>\n" * 8,
    "addresses": "\n".join(f"https://www.nacc.go.th/abc?id={k}&x=Ab3f9Zk mail{k}q@mdes.go.th" for k in range(20)),
    "identifiers": "3f2a9c41-77de-4b1c-9aaf-00ff12ab34cd\n" * 12,
    "two-letter codes": " ".join(a + b for a in "ABCDEFGHXZ" for b in "abcdxyz" * 3),
    "codes": "\n".join(f"E{k} I{k} O{k} MOIT{k}" for k in range(60)),
    "acronyms": "NACC OIT EIT IIT HTTP XML HTML PDF NGO UNDP WHO FAO ASEAN GDP CPI\n" * 4,
    "dotted leaders and signs": "\n".join(f"O{k} {'.' * 30}\n80.{k}†\n81.{k}*\n±0.{k}" for k in range(10, 60)),
    "formulas": "f(x)=ax^2+bx+c, g(y)=sin(y)+cos(2y), x1+x2=3x4; A_{ij}=B_{jk}; ∑ ≤ ∞\n" * 6,
    "umlauts alone": "ö ä ü Ä ß „ö“ äöü ðöéáþæíúý",
    "labels": "ก ข ค ง จ ฉ ช ซ ฌ ญ\n" * 6,
    "a spaced heading over text": "ร า ย ง า น\n" + THAI,
}


@pytest.mark.parametrize("text", PRINTED.values(), ids=PRINTED.keys())
def test_what_people_print_is_certain(text: str) -> None:
    assert quality(text) >= CERTAIN and flaw(text) is None


def test_clean_thai_is_all_right() -> None:
    assert quality(THAI) == 1.0


def test_code_points_cut_to_their_low_byte_are_no_text() -> None:
    """Ghostscript cuts those of Chromium so. PDFium's reader marks the control codes that are left as lost."""
    cut = "".join(chr(ord(c) & 0xFF) if c > "\u0e00" else c for c in THAI + "\n" + NUMBERS)
    assert quality(cut) < READABLE
    assert quality("".join("\ufffd" if c < " " and c not in "\n\t" else c for c in cut)) < READABLE


def test_no_text_has_no_quality() -> None:
    assert text_quality("") is None and text_quality(" \n\t") is None


@pytest.mark.parametrize(
    "damage",
    [
        {"่": "É", "้": "Ê"},  # marks as Latin-1 letters
        {"า": "α", "น": "β"},
        {"า": "\ufffd"},
        {"น": "\uf8e5"},
        {"ร": "\x05"},
        {"า": "(cid:201)"},
    ],
)
def test_thai_with_glyphs_that_stand_for_nothing_is_not_certain(damage: dict[str, str]) -> None:
    text = THAI
    for char, by in damage.items():
        text = text.replace(char, by)
    assert quality(text) < CERTAIN
    assert quality(text) < quality(THAI)


def test_the_more_is_lost_the_lower() -> None:
    scores = [quality(THAI.replace("า", "α", n)) for n in range(0, 8, 2)]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == len(scores)


def test_private_use_glyphs_of_thai_fonts_are_known() -> None:
    assert quality(THAI.replace("่", "\uf70a").replace("้", "\uf70b")) == 1.0


GARBLED = {
    "by an English engine": (GARBAGE, FlawKind.BROKEN_WORDS),
    "Thai code page": (THAI.encode("cp874").decode("latin-1"), FlawKind.CODE_PAGE),
    "Thai code page on a Macintosh": (THAI.encode("cp874").decode("mac_roman"), FlawKind.CODE_PAGE),
    "UTF-8": (THAI.encode().decode("latin-1"), FlawKind.CODE_PAGE),
    "codes shifted by 29": ("".join(chr(ord(c) - 29) if c.isalpha() else c for c in ENGLISH * 2), FlawKind.NO_VOWELS),
    "letters apart": (" ".join("รายงานผลการดาเนนการตวชวดคะแนนมาตรการ"), FlawKind.LETTERS_APART),
    "letters apart with their marks": ("ข้ อ มู ล ที่ ดี " * 10, FlawKind.LETTERS_APART),
    "letters apart beside figures": ("ค ะ แ น น เ ฉ ลี่ ย 86.19\nร า ย ง า น ผ ล 100.00\n" * 4, FlawKind.LETTERS_APART),
}


@pytest.mark.parametrize(("text", "kind"), GARBLED.values(), ids=GARBLED.keys())
def test_a_text_layer_of_garbage_is_told_by_what_is_counted(text: str, kind: FlawKind) -> None:
    assert quality(text) < READABLE
    assert flaw(text) is kind


def test_a_flaw_says_what_was_counted_against_what_bar() -> None:
    found = text_quality("ข้ อ มู ล ที่ ดี " * 10)
    assert found is not None
    assert str(found.flaw) == "60 of 60 Thai letters stand alone between spaces (100%, at most 50% may)"


def test_a_short_text_is_not_judged_by_its_looks() -> None:
    assert quality("ร า ย ง า น") >= CERTAIN and quality("fi!,lf1il~ 1lt1~1") >= CERTAIN


def test_a_page_without_any_mapping_is_not_readable() -> None:
    assert quality("\ufffd" * 300) < READABLE
    assert quality("!#$%&'()*+" * 30, unmapped=300) < READABLE  # codes that look like ASCII


def test_some_unmapped_glyphs_are_not_certain() -> None:
    assert READABLE < quality(THAI + "\u0138\u0139\u0141\u0142", unmapped=4) < CERTAIN


def test_marks_that_stand_on_nothing_count() -> None:
    assert quality("ข ้ อมูลท ี ่ดี " * 10) < CERTAIN <= quality("ข้อมูลที่ดี " * 10)
