"""The page of attacks says what the tests say."""

from __future__ import annotations

from .kit import attacks
from .table import PAGE, fresh


def test_every_attack_has_its_entry() -> None:
    assert sorted({int(attack.name[:2]) for attack in attacks()}) == list(range(1, 87))


def test_the_table_on_the_page_of_attacks_is_fresh() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == fresh(page), "run `python -m tests.attacks.table`"
