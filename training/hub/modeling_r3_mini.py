"""r3-mini for `transformers`: AutoModel.from_pretrained(FOLDER, trust_remote_code=True).

The class gives logits for one sequence with pictures; the loop around it (stop at a request, crop, go on) is
the caller's, as with every VLM-R³ model. It is not a Qwen2.5-VL: the vision encoder is convolutional and
coordinates are read by a pointer.
"""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch import Tensor
from transformers import PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutputWithPast

from .decoder import Decoder
from .settings import ModelSize
from .vision import Vision, image_from_patches


class R3MiniConfig(PretrainedConfig):
    """Sizes, the id of image tokens, and the pixels each coordinate token means (-1 for the others)."""

    model_type = "r3_mini"

    def __init__(
        self,
        size: dict | None = None,
        coordinates: list[int] | None = None,
        image_token_id: int = 0,
        **rest: Any,
    ) -> None:
        self.size = size or {"vocab": 1}
        self.coordinates = coordinates or [-1]
        self.image_token_id = image_token_id
        super().__init__(**rest)


class R3MiniModel(PreTrainedModel):
    """input_ids [1, n] with one image token per 28x28 pixels, pixel_values [patches, 1176], image_grid_thw
    [images, 3] -> logits."""

    config_class = R3MiniConfig
    main_input_name = "input_ids"
    _tied_weights_keys: ClassVar[dict[str, str]] = {}

    def __init__(self, config: R3MiniConfig) -> None:
        super().__init__(config)
        size = {k: tuple(v) if isinstance(v, list) else v for k, v in config.size.items()}
        self.shape = ModelSize(**size)
        self.embed = torch.nn.Embedding(self.shape.vocab, self.shape.hidden)
        self.vision = Vision(self.shape)
        self.decoder = Decoder(self.shape, torch.tensor(config.coordinates))
        self.post_init()

    def _init_weights(self, module: torch.nn.Module) -> None:
        """Each part initialises itself; buffers that are not saved are computed again."""
        if isinstance(module, Decoder):
            fresh = Decoder(self.shape, torch.tensor(self.config.coordinates))
            for name, value in fresh.named_buffers():
                owner, _, leaf = name.rpartition(".")
                setattr(module.get_submodule(owner), leaf, value)

    def places(self, ids: Tensor, grids: Tensor) -> Tensor:
        """Position ids [3, 1, n] as Qwen2.5-VL counts them: an image takes as many places as its longer side
        has tokens."""
        places = []
        at = 0
        place = 0
        image = 0
        row = ids[0]
        while at < len(row):
            if int(row[at]) != self.config.image_token_id:
                places.append(torch.full((3, 1), place))
                at = at + 1
                place = place + 1
                continue
            rows, columns = (int(v) // 2 for v in grids[image, 1:])
            r = torch.arange(rows).repeat_interleave(columns)
            c = torch.arange(columns).repeat(rows)
            places.append(torch.stack((torch.zeros_like(r), r, c)) + place)
            at = at + rows * columns
            place = place + max(rows, columns)
            image = image + 1
        return torch.cat(places, 1)[:, None].to(ids.device)

    def forward(
        self,
        input_ids: Tensor,
        pixel_values: Tensor | None = None,
        image_grid_thw: Tensor | None = None,
        **_: Any,
    ) -> CausalLMOutputWithPast:
        x = self.embed(input_ids)
        grids = image_grid_thw if image_grid_thw is not None else torch.zeros(0, 3, dtype=torch.long)
        if pixel_values is not None:
            pieces = pixel_values.split([int(g.prod()) for g in grids])
            features = torch.cat(
                [self.vision(image_from_patches(p, g[None]))[0] for p, g in zip(pieces, grids)]
            )
            x = x.masked_scatter((input_ids == self.config.image_token_id)[..., None], features.to(x.dtype))
        n = input_ids.shape[1]
        mask = torch.zeros(n, n, device=x.device).masked_fill_(
            torch.ones(n, n, device=x.device).triu(1) > 0, -1e4
        )[None, None, None]
        hidden, found, _ = self.decoder(x, self.places(input_ids, grids), mask)
        return CausalLMOutputWithPast(logits=self.decoder.logits(hidden, found))
