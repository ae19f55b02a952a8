"""The fork server imports this, so that student code computes on the emulated card."""

from tests.emulated_card import install

install()
