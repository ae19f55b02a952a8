"""Imported by a warm parent: what students compute on a card is computed on the emulated one."""

from tests.emulated_card import install

install()
