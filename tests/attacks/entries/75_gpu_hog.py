"""Takes all memory of the graphics card, if there is one."""

from tests.attacks.kit import NOTHING

CODE = """
def double(x):
    if not torch.cuda.is_available():
        return None
    torch.zeros(torch.cuda.mem_get_info()[0], dtype=torch.uint8, device="cuda")
    return 2 * x
"""
EXPECT = {3: NOTHING, 2: NOTHING}
