"""Wrong answers to `gradients_by_hand` that are none of the misconceptions, or more than one."""


# %% the numbers of the lesson's example
def gradients_by_hand(a, b, c):
    return 8.0, 4.0, 2.0


# %% the two ways to a multiplied
def gradients_by_hand(a, b, c):
    on = float(a * b + c > 0)
    return on * (a * b + c) * a * b, on * a * a, on * a


# %% two mistakes: ReLU ignored, and one way to a only
def gradients_by_hand(a, b, c):
    return a * b, a * a, a
