"""Answers to `gradients_by_hand` that each hold the mistake in their heading."""


def ramp(a, b, c):
    v = a * b + c
    return (v, 1.0) if v > 0 else (0.0, 0.0)


# %% only the direct way to a
def gradients_by_hand(a, b, c):
    r, on = ramp(a, b, c)
    return r, on * a * a, on * a


# %% only the way to a through u
def gradients_by_hand(a, b, c):
    _, on = ramp(a, b, c)
    return on * a * b, on * a * a, on * a


# %% ReLU lets everything through
def gradients_by_hand(a, b, c):
    r, _ = ramp(a, b, c)
    return r + a * b, a * a, a


# %% output of the ReLU in place of its slope
def gradients_by_hand(a, b, c):
    r, _ = ramp(a, b, c)
    return r + a * r * b, a * r * a, a * r


# %% slope of the ReLU without what comes from behind
def gradients_by_hand(a, b, c):
    r, on = ramp(a, b, c)
    return r + on * b, on * a, on


# %% factors of the first product swapped
def gradients_by_hand(a, b, c):
    r, on = ramp(a, b, c)
    return r + on * a * a, on * a * b, on * a


# %% factors of the last product swapped
def gradients_by_hand(a, b, c):
    r, on = ramp(a, b, c)
    return a + on * r * b, on * r * a, on * r


# %% c taken for a factor
def gradients_by_hand(a, b, c):
    r, on = ramp(a, b, c)
    return r + on * a * b, on * a * a, on * a * c
