"""Tables of many bodies whose figures add up: ten indicators, tools as their means, the total of those."""

from __future__ import annotations

from dataclasses import dataclass, replace

TITLE = "ประกาศผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. 2566"
WEIGHTS = (0.3, 0.3, 0.4)
NAMES = (
    "การปฏิบัติหน้าที่",
    "การใช้งบประมาณ",
    "การใช้อำนาจ",
    "การใช้ทรัพย์สินของราชการ",
    "การแก้ไขปัญหาการทุจริต",
    "คุณภาพการดำเนินงานของหน่วยงาน",
    "ประสิทธิภาพการสื่อสารของหน่วยงาน",
    "การปรับปรุงระบบการทำงาน",
    "การเปิดเผยข้อมูล",
    "การป้องกันการทุจริต",
)


@dataclass(frozen=True)
class BodyFigures:
    """One body and its ten indicators, in points."""

    agency: str
    indicators: tuple[float, ...]

    @property
    def tools(self) -> tuple[float, float, float]:
        """IIT, EIT and OIT of 100."""
        i = self.indicators
        return round(sum(i[:5]) / 5, 2), round(sum(i[5:8]) / 3, 2), round(sum(i[8:]) / 2, 2)

    @property
    def total(self) -> float:
        """The total of 100."""
        return round(sum(w * t for w, t in zip(WEIGHTS, self.tools, strict=True)), 2)

    @property
    def printed(self) -> list[str]:
        """The ten indicators as printed."""
        return [f"{value:.2f}" for value in self.indicators]

    @property
    def printed_tools(self) -> list[str]:
        """The tools as printed, of 100."""
        return [f"{value:.2f}" for value in self.tools]

    @property
    def printed_weighted(self) -> list[str]:
        """The tools as printed, of 30, 30 and 40."""
        return [f"{value * weight:.2f}" for value, weight in zip(self.tools, WEIGHTS, strict=True)]

    @property
    def printed_total(self) -> str:
        """The total as printed."""
        return f"{self.total:.2f}"

    def of_year_before(self) -> BodyFigures:
        """The same body a year before, when it was a little worse."""
        worse = tuple(round(value - 3.17 - 0.41 * n, 2) for n, value in enumerate(self.indicators))
        return replace(self, indicators=worse)


BODIES = (
    BodyFigures("กรมการแพทย์", (96.71, 94.01, 93.60, 93.80, 95.60, 98.98, 91.94, 95.71, 93.94, 100.00)),
    BodyFigures("เทศบาลเมืองแสนสุข", (97.96, 95.03, 92.68, 94.89, 93.22, 94.40, 92.07, 92.68, 96.97, 100.00)),
    BodyFigures("เมืองพัทยา", (89.84, 86.77, 90.61, 91.23, 90.86, 88.53, 88.35, 90.39, 93.94, 60.00)),
    BodyFigures("กรมบังคับคดี", (79.51, 83.20, 88.22, 85.85, 78.58, 85.20, 86.01, 81.58, 100.00, 80.00)),
)
