"""The lesson's spiral, learnt by one network with three learning rates."""

from __future__ import annotations

from films.networks.spiral import EPOCHS, draw, train, training
from films.studio import Film, Scene

UNITS, RATES = 128, (0.0001, 0.001, 1)
LATE = 20  # epochs at the end


def film() -> Film:
    """Learning rates."""
    runs = [train(f"learning rate {rate}", UNITS, rate) for rate in RATES]
    small, right, large = (run.accuracies for run in runs)
    late = large[-LATE:]
    return Film(
        "learning_rates",
        "Learning rates",
        "Three maps of the plane in four colours, with points on four spiral arms. With the small "
        "learning rate the borders become almost straight and then hardly move. With the middle "
        "one they wind themselves around the arms, a little in each epoch. With the large one "
        "they are there at once, but jump from epoch to epoch until the end.",
        [
            Scene(f"The same network with {UNITS} hidden units, three times. Only the learning "
                  "rate of Adam differs. The dots are test points.", 7,
                  lambda figure, _: draw(figure, runs, 0), 0.02),
            Scene(f"{EPOCHS} epochs. On the left the steps are tiny. On the right they are so "
                  "large that the borders jump.", 9, training(runs), 0.9),
            Scene(f"Too small: {small[-1]:.0f} % after {EPOCHS} epochs, on the way. In the middle: "
                  f"{right[-1]:.0f} %. Too large: up and down between {min(late):.0f} and "
                  f"{max(late):.0f} % in the last {LATE} epochs.", 9,
                  lambda figure, _: draw(figure, runs, EPOCHS), 0.02),
        ],
    )  # fmt: skip
