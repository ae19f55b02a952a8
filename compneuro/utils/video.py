"""Writes videos that every browser plays (H.264 in an MP4 file), frame by frame."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.image import imsave
from numpy.typing import NDArray

if TYPE_CHECKING:
    from IPython.display import Video

Frame = NDArray[np.uint8]

# The same frames give the same bytes: the number of threads is the same on every machine, and the
# macroblock tree is off, because x264 computes it slightly differently in each run.
ENCODER = {"preset": "veryfast", "crf": "23", "threads": "2", "x264-params": "mbtree=0"}
SMALL = {"preset": "slow", "crf": "30", "tune": "animation"}
PIXELS = "yuv420p"  # the only format that all browsers decode


class VideoWriter:
    """An MP4 file, written frame by frame. Close it, or use it in a `with` block.

    Each frame goes straight to the encoder, so memory and disk hold no more than the video.
    """

    def __init__(
        self, filename: str | Path, fps: int, size: tuple[int, int], *, is_small: bool = False
    ) -> None:
        """Create the file, over any of that name, and its folder if necessary.

        Args:
            filename: The video file; its name ends with .mp4.
            fps: Frames per second, at least 1.
            size: Width and height of every frame in pixels, even numbers.
            is_small: Whether to take more time for a smaller file.

        Raises:
            ValueError: One of these does not hold.
        """
        path = Path(filename)
        if path.suffix.lower() != ".mp4":
            raise ValueError(f"A video's name must end with .mp4, got {str(filename)!r}.")
        if fps < 1:
            raise ValueError(f"video_fps must be at least 1, got {fps}.")
        if size[0] % 2 or size[1] % 2:
            raise ValueError(f"Width and height of a video must be even, got {size}.")
        # Imported here, so that everything else works without an encoder.
        import av

        path.parent.mkdir(parents=True, exist_ok=True)
        # The index goes to the front of the file, so that a browser can play it while it loads.
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "faststart"})
        self._stream: Any = self._file.add_stream(
            "libx264", rate=fps, options=ENCODER | (SMALL if is_small else {})
        )
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = PIXELS
        self._image: Any = av.VideoFrame(*size, "rgba")

    def write(self, frame: Frame) -> None:
        """Append a frame, RGBA of shape (height, width, 4)."""
        self._image.planes[0].update(frame)
        self._file.mux(self._stream.encode(self._image.reformat(format=PIXELS)))

    def close(self) -> None:
        """Encode the remaining frames and complete the file."""
        self._file.mux(self._stream.encode(None))
        self._file.close()

    def __enter__(self) -> VideoWriter:
        """The writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file, even if training was interrupted, so that it can be played."""
        self.close()


class FrameFolder:
    """Saves every frame as a PNG file in a folder: frame_00000.png and so on."""

    def __init__(self, folder: str | Path) -> None:
        """Create the folder if necessary, and remove the frames of an earlier run."""
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("frame_*.png"):
            old.unlink()
        self._count = 0

    def write(self, frame: Frame) -> None:
        """Save a frame, RGBA of shape (height, width, 4)."""
        path = self._folder / f"frame_{self._count:05}.png"
        imsave(path, frame, format="png", origin="upper", pil_kwargs={"compress_level": 1})
        self._count += 1


def show_video(filename: str | Path, width: int = 600) -> Video:
    """A video for the output of a notebook's cell.

    The notebook keeps its own copy, so the next run may overwrite the file.

    Args:
        filename: An MP4 file.
        width: The width on the page in pixels; the height follows.

    Raises:
        FileNotFoundError: There is no such file.
    """
    # Imported here, so that everything else works without a notebook.
    from IPython.display import Video

    if not Path(filename).is_file():
        raise FileNotFoundError(
            f"There is no video {str(filename)!r}; train_model(..., save_video_as={str(filename)!r}"
            ") makes it."
        )
    return Video(
        str(filename),
        embed=True,
        mimetype="video/mp4",
        width=width,
        html_attributes="controls loop muted playsinline",
    )
