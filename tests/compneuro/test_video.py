"""Videos: what is written, and how it is shown."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from compneuro.utils.video import VideoWriter, show_video


def plain_frame(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((32, 64, 4), (*colour, 255), dtype=np.uint8)


def test_frames_come_out_in_order_and_in_colour(tmp_path: Path) -> None:
    colours = [(220, 30, 30), (30, 200, 30), (30, 30, 220)]
    with VideoWriter(tmp_path / "film.mp4", fps=30, size=(64, 32)) as video:
        for colour in colours:
            video.write(plain_frame(colour))
    with av.open(str(tmp_path / "film.mp4")) as film:
        found = [frame.to_ndarray(format="rgb24").mean(axis=(0, 1)) for frame in film.decode()]
    np.testing.assert_allclose(found, colours, atol=12)  # video colours are not exact


def test_odd_sizes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must be even"):
        VideoWriter(tmp_path / "film.mp4", fps=30, size=(63, 32))


def test_a_shown_video_is_part_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with VideoWriter(path, fps=30, size=(64, 32)) as video:
        video.write(plain_frame((0, 0, 0)))
    page = show_video(path, width=480)._repr_html_()
    path.unlink()
    assert 'width="480"' in page
    assert "controls" in page
    assert "data:video/mp4;base64," in page


def test_a_missing_video_is_answered_with_the_way_to_make_one() -> None:
    with pytest.raises(FileNotFoundError, match=r"train_model\(\.\.\., save_video_as='none.mp4'\)"):
        show_video("none.mp4")
