"""Videos that every browser plays: H.264 in an MP4 file, written frame by frame."""

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
# macroblock tree is off, since x264 computes it slightly differently from one run to the next.
ENCODER = {"preset": "veryfast", "crf": "23", "threads": "2", "x264-params": "mbtree=0"}
PIXELS = "yuv420p"  # the one format that all browsers decode


class VideoWriter:
    """An MP4 file that takes one frame after the other; close it, or use it in a `with` block.

    A frame goes straight to the encoder, so that memory and disk hold no more than the video.
    """

    def __init__(self, filename: str | Path, fps: int, size: tuple[int, int]) -> None:
        """Open the file, over any other of that name, and make folders that are missing.

        Args:
            filename: Where the video goes; it ends with .mp4.
            fps: Frames per second, at least 1.
            size: Width and height of every frame in pixels, even numbers.

        Raises:
            ValueError: The name, the size or the speed is not as said.
        """
        path = Path(filename)
        if path.suffix.lower() != ".mp4":
            raise ValueError(f"A video's name must end with .mp4, got {str(filename)!r}.")
        if fps < 1:
            raise ValueError(f"video_fps must be at least 1, got {fps}.")
        if size[0] % 2 or size[1] % 2:
            raise ValueError(f"Width and height of a video must be even, got {size}.")
        # Imported here, so that everything else works where no encoder is.
        import av

        path.parent.mkdir(parents=True, exist_ok=True)
        # The index goes to the front of the file: a browser can play before it has read it all.
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "faststart"})
        self._stream: Any = self._file.add_stream("libx264", rate=fps, options=ENCODER)
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = PIXELS
        self._image: Any = av.VideoFrame(*size, "rgba")

    def write(self, frame: Frame) -> None:
        """Append a frame: RGBA, shape (height, width, 4)."""
        self._image.planes[0].update(frame)
        self._file.mux(self._stream.encode(self._image.reformat(format=PIXELS)))

    def close(self) -> None:
        """Encode what is still waiting and finish the file."""
        self._file.mux(self._stream.encode(None))
        self._file.close()

    def __enter__(self) -> VideoWriter:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file, also where training was interrupted: what there is can be watched."""
        self.close()


class FrameFolder:
    """A folder in which every frame becomes a PNG file, frame_00000.png and so on."""

    def __init__(self, folder: str | Path) -> None:
        """Make the folder if it is missing, and remove the frames of an earlier run from it."""
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("frame_*.png"):
            old.unlink()
        self._count = 0

    def write(self, frame: Frame) -> None:
        """Add a frame: RGBA, shape (height, width, 4)."""
        path = self._folder / f"frame_{self._count:05}.png"
        imsave(path, frame, format="png", origin="upper", pil_kwargs={"compress_level": 1})
        self._count += 1


def show_video(filename: str | Path, width: int = 600) -> Video:
    """A video to be displayed below a notebook's cell.

    The notebook keeps a copy of its own, so that the file may be overwritten by the next run.

    Args:
        filename: An MP4 file.
        width: Width on the page in pixels; the height follows.

    Raises:
        FileNotFoundError: There is no such file.
    """
    # Imported here, so that everything else works where no notebook is.
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
