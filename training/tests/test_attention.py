"""The written-out attention is the fused one, forwards and backwards."""

import pytest
import torch
from torch.nn import functional as F

from training.model.attention import attend


@pytest.mark.parametrize("heads", [(6, 2), (4, 4)])
@pytest.mark.parametrize("masked", [True, False])
def test_equals_the_fused_operator_in_values_and_gradients(heads, masked):
    torch.manual_seed(0)
    queries, shared = heads
    q, k, v = (
        torch.randn(2, h, n, 8, dtype=torch.double, requires_grad=True)
        for h, n in ((queries, 5), (shared, 9), (shared, 9))
    )
    later = torch.arange(9)[None] > torch.arange(4, 9)[:, None]
    mask = torch.zeros(5, 9, dtype=torch.double).masked_fill_(later, -1e4) if masked else None
    expected = F.scaled_dot_product_attention(q, k, v, mask, enable_gqa=True)
    assert torch.allclose(attend(q, k, v, mask), expected, atol=1e-12)
    assert torch.autograd.gradcheck(lambda *given: attend(*given, mask), (q, k, v))


def test_takes_mixed_types_under_autocast():
    q, k, v = (torch.randn(1, 2, 4, 8, requires_grad=True) for _ in range(3))
    with torch.autocast("cpu", torch.bfloat16):
        out = attend(q, k.bfloat16(), v)
    out.sum().backward()
    assert out.dtype == torch.bfloat16
    assert q.grad.dtype == torch.float32
