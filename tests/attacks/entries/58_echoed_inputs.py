"""Carries a hidden input into its own feedback, in disguise."""

from tests.attacks.kit import OTHER_TYPE, raised

SPELL = """
def spell(x):
    return "whis" + "pered" + "".join(chr(97 + int(10 * abs(number)) % 26) for number in x.tolist())
"""

VARIANTS = {
    "numbers in an exception": """
def double(x):
    raise ValueError("whis" + f"pered {x.tolist()}")
""",
    "letters in an exception": SPELL
    + """

def double(x):
    raise ValueError(spell(x))
""",
    "the name of an exception": SPELL
    + """

def double(x):
    raise type(spell(x), (Exception,), {})
""",
    "the name of a file": SPELL
    + """

def double(x):
    return open(spell(x))
""",
    "the name of a key": SPELL
    + """

def double(x):
    return {}[spell(x)]
""",
    "a number that is no number": SPELL
    + """

def double(x):
    return int(spell(x))
""",
    "an attribute": SPELL
    + """

def double(x):
    return getattr(x, spell(x))
""",
    "a line of code": SPELL
    + """

def double(x):
    import linecache

    linecache.getline = lambda *args: spell(x)
    raise ValueError
""",
    "the name of a type": SPELL
    + """

def double(x):
    return type(spell(x), (), {})()
""",
}
PATCHES = ("linecache.getline",)
ABSENT = "whispered"
EXPECT = {variant: raised("") for variant in VARIANTS} | {"the name of a type": OTHER_TYPE}
