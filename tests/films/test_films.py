"""The films: what is committed is what the scripts draw and say, small, and with its text."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from autograder.course import Course
from autograder.notebooks import read_lesson
from compneuro.films import FOLDER, film_page, names, show_film
from films.playbill import FILMS
from films.studio import FPS, Film, Scene

LARGEST = 300_000  # bytes
NUMBER = re.compile(r"\d+(?:\.\d+)?")
READ = 20  # characters of a subtitle in a second


def assert_alike(kept: str, drawn: str) -> None:
    """The same words and times; trained numbers differ a little between processors."""
    assert NUMBER.sub("n", kept) == NUMBER.sub("n", drawn)
    numbers = ([float(each) for each in NUMBER.findall(text)] for text in (kept, drawn))
    assert next(numbers) == pytest.approx(next(numbers), rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILMS)
def test_the_committed_film_shows_and_says_what_its_script_does(name: str) -> None:
    film, path = FILMS[name](), FOLDER / f"{name}.mp4"
    assert path.stat().st_size < LARGEST
    assert_alike(path.with_suffix(".vtt").read_text(encoding="utf-8"), film.subtitles())
    assert all(len(scene.says) < READ * scene.seconds for scene in film.scenes)
    with av.open(str(path)) as video:
        *_, last = video.decode(video=0)
        assert video.streams.video[0].frames == sum(
            round(scene.seconds * FPS) for scene in film.scenes
        )
    drawn = film.picture(film.scenes[-1], 1.0)[..., :3].astype(float)
    assert np.abs(last.to_ndarray(format="rgb24") - drawn).mean() < 4


def test_a_film_comes_out_the_same_twice(tmp_path: Path) -> None:
    def draw(figure: object, moment: float) -> None:
        figure.text(moment, 0.5, "moves")  # type: ignore[attr-defined]

    film = Film("moves", "A test", "A word moves.", [Scene("It moves.", 2, draw)])
    once = film.write(tmp_path / "one").read_bytes()
    assert film.write(tmp_path / "two").read_bytes() == once


def test_a_film_is_shown_with_captions_and_in_words() -> None:
    page = show_film("valley").data
    assert "data:video/mp4;base64," in page
    assert "data:text/vtt;base64," in page
    assert "controls" in page
    assert "<li>Each point of this map is a neuron." in film_page("valley", "a.mp4", "a.vtt")


def test_the_films_are_those_of_the_scripts_and_another_name_is_refused() -> None:
    assert set(names()) == set(FILMS)
    with pytest.raises(ValueError, match="There is no film 'none'; there are cross_entropy,"):
        show_film("none")


def cells(name: str) -> list[tuple[str, str]]:
    """The cells that show a film in a lesson: what it is, in words, and the code that plays it."""
    title, shows = (FOLDER / f"{name}.vtt").read_text(encoding="utf-8").split("\n\n")[:2]
    with av.open(str(FOLDER / f"{name}.mp4")) as video:
        seconds = round(video.streams.video[0].frames / FPS)
    words = (
        f"**Film: {title.removeprefix('WEBVTT - ')}** ({seconds} seconds, with subtitles). "
        f"{shows.partition(chr(10))[2]} Run the next cell to watch it."
    )
    wrapped = textwrap.fill(words, 98, break_long_words=False, break_on_hyphens=False)
    return [("markdown", wrapped), ("code", f'show_film("{name}")')]


def test_each_film_is_in_one_lesson_with_its_text_above_it(course: Course) -> None:
    lessons = [read_lesson(course.source(name)).cells for name in course.lessons]
    given = [[(cell.kind, cell.source) for cell in lesson] for lesson in lessons]
    pairs = [[first, second] for each in given for first, second in pairwise(each)]
    for name in FILMS:
        assert pairs.count(cells(name)) == 1, name
