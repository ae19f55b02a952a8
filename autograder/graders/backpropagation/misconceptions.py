"""What students get wrong in the lesson on backpropagation."""

from __future__ import annotations

from functools import partial

from autograder.notebooks import misconception

_by_hand = partial(misconception, "gradients_by_hand")
_value = partial(misconception, "Value")
_step = partial(misconception, "gradient_step")

MISCONCEPTIONS = (
    _by_hand(
        "only the direct way to a",
        "One of your derivatives misses a part: a has two arrows. Follow the one into the first "
        "product, too.",
        {"bar_y * r + bar_u * b": "bar_y * r"},
    ),
    _by_hand(
        "only the way to a through u",
        "One of your derivatives misses a part: a has two arrows. Follow the one into the last "
        "product, too.",
        {"bar_y * r + bar_u * b": "bar_u * b"},
    ),
    _by_hand(
        "ReLU lets everything through",
        "Your derivatives do not notice that the ReLU is off. What is its slope for a negative v?",
        {"bar_r if v > 0 else 0.0": "bar_r"},
    ),
    _by_hand(
        "output of the ReLU in place of its slope",
        "Behind the ReLU you multiply by what it puts out. Look for its slope in the table.",
        {"bar_r if v > 0 else 0.0": "bar_r * r"},
    ),
    _by_hand(
        "slope of the ReLU without what comes from behind",
        "Your walk back starts anew at the ReLU. A slope must be multiplied with what has arrived.",
        {"bar_r if v > 0 else 0.0": "1.0 if v > 0 else 0.0"},
    ),
    _by_hand(
        "factors of the first product swapped",
        "In the product of a and b you send to each factor the factor itself. How fast does a "
        "product change with one of them?",
        {"bar_u * a": "bar_u * b", "bar_u * b": "bar_u * a"},
    ),
    _by_hand(
        "factors of the last product swapped",
        "In the product of r and a you send to each factor the factor itself. How fast does a "
        "product change with one of them?",
        {"bar_y * a": "bar_y * r", "bar_y * r": "bar_y * a"},
    ),
    _by_hand(
        "c taken for a factor",
        "You multiply by c on the way to it. What is the slope of a sum?",
        {"bar_c = bar_v": "bar_c = bar_v * c"},
    ),
    _value(
        "sum with the slopes of a product",
        "Your sum sends each side what the other one is. How fast does a sum change with one side?",
        {"(1.0, 1.0)": "(other.data, self.data)"},
    ),
    _value(
        "factors swapped",
        "Your product sends to each factor the factor itself. How fast does a product change with "
        "one of its factors?",
        {"(other.data, self.data)": "(self.data, other.data)"},
    ),
    _value(
        "product with the slopes of a sum",
        "Your product has the slopes of a sum. How fast does a product change with one of its "
        "factors?",
        {"(other.data, self.data)": "(1.0, 1.0)"},
    ),
    _value(
        "slope of the ReLU always 1",
        "Your ReLU lets gradients through where it is off. What is its slope for a number below 0?",
        {"(1.0,) if self.data > 0 else (0.0,)": "(1.0,)"},
    ),
    _value(
        "output of the ReLU in place of its slope",
        "Your ReLU multiplies a gradient by what it puts out. Its slope is one of two numbers: "
        "look at the table.",
        {"(1.0,) if self.data > 0 else (0.0,)": "(data,)"},
    ),
    _value(
        "ReLU keeps negative numbers",
        "What your ReLU puts out can be negative. Look at its data.",
        {"max(self.data, 0.0)": "self.data"},
    ),
    _value(
        "gradients set in place of added",
        "A value that is used twice loses what came by the first arrow. Look at the innermost line "
        "of backward: does it keep what is there already?",
        {"parent.grad += slope": "parent.grad = slope"},
    ),
    _value(
        "walk from the inputs to the result",
        "Your gradients do not get further than one step from the result. In which order does "
        "backward go through the graph?",
        {"reversed(self.graph())": "self.graph()"},
    ),
    _value(
        "gradient of the result left at 0",
        "All your gradients are 0. How fast does the result change with itself, and where does "
        "backward say so?",
        {"self.grad = 1.0": "pass"},
    ),
    _value(
        "gradient of the result set to its data",
        "Your gradients are too large or too small by a factor: the result itself. How fast does "
        "it change with itself?",
        {"self.grad = 1.0": "self.grad = self.data"},
    ),
    _value(
        "slopes not multiplied along a chain",
        "Each of your gradients knows of one step only. What has arrived at a value, and does it "
        "get sent on?",
        {"slope * value.grad": "slope"},
    ),
    _value(
        "slopes left out",
        "Your backward sends on what has arrived as it is. What must it be multiplied with on its "
        "way along an arrow?",
        {"slope * value.grad": "value.grad"},
    ),
    _step(
        "uphill",
        "Your step makes the loss grow. Look at the sign.",
        {"- lr": "+ lr"},
    ),
    _step(
        "gradients not cleared",
        "Your step leaves the gradients as they are. What would the next backward add to?",
        {"parameter.grad = 0.0": "pass"},
    ),
    _step(
        "learning rate left out",
        "Your step is as long as the gradient. Which argument have you not used?",
        {"lr * parameter.grad": "parameter.grad"},
    ),
    _step(
        "no step",
        "Your gradients are cleared, but the parameters stay where they are. Is the gradient still "
        "there when you need it, and does the new number get into data?",
        {
            "parameter.data = parameter.data - lr * parameter.grad\n": "parameter.grad = 0.0\n",
            "parameter.grad = 0.0": "parameter.data -= lr * parameter.grad",
        },
    ),
    _step(
        "only the first parameter",
        "Only your first parameter takes a step. What ends the loop?",
        {"parameter.grad = 0.0": "parameter.grad = 0.0\n        break"},
    ),
    _step(
        "step in place of the parameter",
        "Your parameters forget where they were: the new data is the step alone. From where does "
        "the step start?",
        {"parameter.data - lr": "-lr"},
    ),
)
