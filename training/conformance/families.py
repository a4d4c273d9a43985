"""How each family shows a picture and cuts it: functions are taken out of upstream's files and run.

Nothing of theirs is copied. They work on a picture of Pillow, or on a stand-in that notes what is done to it.
"""

import contextlib
import io
import json
import re
import sys
import textwrap
import types

from PIL import Image
from standin import Bag, Noted
from taken import take
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize as processor_resize
from upstream import found, source, vision_of

CELL = 28 * 28
OWN = (4 * CELL, 16384 * CELL)
vision, utils_version = vision_of(sys.argv[2])


def processor(image, low=OWN[0], high=OWN[1], factor=28):
    """The model's own resize, which refuses what is thinner than 200 to 1."""
    h, w = processor_resize(image.height, image.width, factor=factor, min_pixels=low, max_pixels=high)
    return image.resize((w, h), 3)


qwen = take(
    vision,
    "fetch_image",
    "smart_resize",
    "round_by_factor",
    "ceil_by_factor",
    "floor_by_factor",
    IMAGE_FACTOR=28,
    MIN_PIXELS=OWN[0],
    MAX_PIXELS=OWN[1],
    MAX_RATIO=200,
    IMAGE_MIN_TOKEN_NUM=4,
    IMAGE_MAX_TOKEN_NUM=16384,
    SPATIAL_MERGE_SIZE=2,
    Optional=None,
    to_rgb=lambda image: image,
)


def fetch(image, **more):
    """`fetch_image` on a stand-in: it asks whether it is a picture of Pillow's."""
    if isinstance(image, Noted):
        module = type("M", (), {"Image": Noted})
        qwen["Image"] = module
    else:
        qwen["Image"] = Image
    return qwen["fetch_image"]({"image": image, **more})


class VlmR3:
    def __init__(self):
        text = source("justgogorunrun+VLM-R3", "src/model/r3_vllm.py")
        names = ["get_img_crop", "bbox_transform", "_crop_and_save_region"]
        self.code = take(text, *names, smart_resize=qwen["smart_resize"])
        self.frame = lambda w, h: qwen["smart_resize"](h, w, 28, 32 * CELL, 8192 * CELL)[::-1]

    def overview(self, image):
        return processor(fetch(image), 32 * CELL, 8192 * CELL)

    def scale(self, size):
        return self.frame(*size)

    def crop(self, image, box):
        kept = []
        real = Bag(size=self.frame(*image.size))
        agent = Bag(
            crop_min_pixels=32 * CELL,
            crop_max_pixels=4096 * CELL,
            cnt_tmp_img=0,
            device="",
            model=None,
            sample_id=0,
        )
        agent.img_crop_path = ""
        crop = self.code["get_img_crop"]

        def keeping(img, bbox):
            cut = crop(img, bbox)
            if cut is None:
                return None
            plain = cut.resize

            def resize(size, how):
                kept.append(plain(size, how))
                return Bag(save=lambda path: None)

            cut.resize = resize
            return cut

        self.code["get_img_crop"] = keeping
        try:
            self.code["_crop_and_save_region"](agent, real, image, box)
        finally:
            self.code["get_img_crop"] = crop
        return processor(fetch(kept[0]), 32 * CELL, 8192 * CELL) if kept else None


class DeepEyes:
    def __init__(self):
        text = source(
            "Visual-Agent+DeepEyes", "verl/workers/agent/envs/mm_process_engine/visual_toolbox_v5.py"
        )
        self.code = take(text, "maybe_resize_bbox", "validate_bbox")

    def overview(self, image):
        return processor(image)

    def scale(self, size):
        return size

    def crop(self, image, box):
        tool = Bag(width=image.width, height=image.height)
        tool.validate_bbox = lambda *a: self.code["validate_bbox"](tool, *a)
        got = self.code["maybe_resize_bbox"](tool, *box)
        return processor(image.crop(got)) if got else None


class DeepEyesEval(DeepEyes):
    def __init__(self):
        names = ["round_by_factor", "ceil_by_factor", "floor_by_factor", "smart_resize"]
        sizes = dict(IMAGE_FACTOR=28, MIN_PIXELS=OWN[0], MAX_PIXELS=OWN[1])
        text = source("Visual-Agent+DeepEyes", "eval/eval_vstar.py")
        self.code = take(text, *names, **sizes)
        # The cut is three lines of a long function: those lines, as they stand.
        lines = found(
            r"^( +)left, top, right, bottom = bbox\n.*?resample=Image\.BICUBIC\)\n", text, re.M | re.S
        )
        self.lines = compile(textwrap.dedent(lines), "eval_vstar", "exec")

    def crop(self, image, box):
        space = dict(
            bbox=box, pil_img=image, Image=Image, IMAGE_FACTOR=28, smart_resize=self.code["smart_resize"]
        )
        exec(self.lines, space)
        return processor(space["cropped_image"])


class Qwen3Vl:
    def __init__(self):
        names = ["maybe_resize_bbox", "smart_resize", "round_by_factor", "ceil_by_factor", "floor_by_factor"]
        text = source("QwenLM+Qwen-Agent", "qwen_agent/tools/image_zoom_in_qwen3vl.py")
        code = take(text, *names)
        self.tool = Bag()
        for name in names:
            setattr(self.tool, name, (lambda f: lambda *a, **k: f(self.tool, *a, **k))(code[name]))
        lines = found(
            r"^ +img_width, img_height = image\.size\n.*?resample=Image\.BICUBIC\)\n", text, re.M | re.S
        )
        self.lines = compile(textwrap.dedent(lines), "zoom", "exec")

    def overview(self, image):
        return processor(image, 65536, 16777216, 32)

    def scale(self, size):
        return (1000, 1000)

    def crop(self, image, box):
        space = dict(image=image, bbox=box, self=self.tool, Image=Image)
        exec(self.lines, space)
        return processor(space["cropped_image"], 65536, 16777216, 32)


class MiniO3:
    unit = True

    def __init__(self):
        self.tool = take(
            source("Mini-o3+Mini-o3", "verl/workers/rollout/vllm_rollout/function_tools.py"),
            "prepare_grounding_inputs_multi_turn",
            "crop_image",
        )
        text = source("Mini-o3+Mini-o3", "verl/workers/rollout/vllm_rollout/vllm_rollout_spmd.py")
        self.later = take(text, "process_image")["process_image"]
        text = source("Mini-o3+Mini-o3", "verl/utils/dataset/multimodal_dataset.py")
        self.first = take(text, "process_image")["process_image"]

    def overview(self, image):
        return processor(self.first(image, 2000000, 40000))

    def crop(self, image, box):
        call = [{"bbox_2d": box, "source": "original_image"}]
        _, args = self.tool["prepare_grounding_inputs_multi_turn"](call, [image], None, True)
        return processor(
            self.later(self.tool["crop_image"](args[0], args[1], None, resize=1), 2000000, 40000)
        )


class PixelReasoner:
    unit = True

    def __init__(self):
        text = source(
            "TIGER-AI-Lab+Pixel-Reasoner",
            "curiosity_driven_rl/openrlhf/trainer/ppo_utils/experience_maker.py",
        )
        helpers = dict(smart_resize=qwen["smart_resize"], to_rgb=lambda i: i, IMAGE_FACTOR=28)
        self.code = take(text, "crop_image_normalized", "resize_cropped", **helpers)

    def overview(self, image):
        return processor(fetch(image, min_pixels=256 * CELL, max_pixels=8000 * CELL))

    def crop(self, image, box):
        cut = self.code["crop_image_normalized"](
            fetch(image, min_pixels=256 * CELL, max_pixels=8000 * CELL), box
        )
        return processor(self.code["resize_cropped"](cut, 256 * CELL, 5120 * CELL))


class ChainOfFocus:
    def __init__(self):
        text = source("xtong-zhang+Chain-of-Focus", "eval/vstar/vllm_inference.py")
        names = ["resize_image", "find_absolute_bboxes", "check_absolute_bbox_format", "do_crop"]
        self.kinds = {}
        for kind in (Noted, Image.Image):
            module = type("M", (), {"Image": kind, "Resampling": Image.Resampling})
            self.kinds[kind] = take(text, *names, smart_resize=qwen["smart_resize"], Image=module)

    def code(self, image):
        return self.kinds[Noted if isinstance(image, Noted) else Image.Image]

    def frame(self, image):
        return self.code(image)["resize_image"](image, min_pixels=112**2)

    def overview(self, image):
        return processor(self.frame(image))

    def scale(self, size):
        return self.frame(Noted(size)).size

    def crop(self, image, box):
        code = self.code(image)
        call = "<tool_call>" + json.dumps({"arguments": {"bbox_2d": box}}) + "</tool_call>"
        with contextlib.redirect_stderr(io.StringIO()):
            return processor(code["do_crop"](self.frame(image), call, 2, 1.5, 112**2))


class Vigorl:
    points = True

    def __init__(self):
        text = source("Gabesarch+grounded-rl", "src/vlmsearch/tree_search/single_path_rollouts.py")
        self.code = take(text, "_get_point_crop", fetch_image=lambda given: fetch(**given))

    def overview(self, image):
        return processor(image)

    def scale(self, size):
        return size

    def crop(self, image, point):
        return processor(self.code["_get_point_crop"](image, point, draw_dot=False))


class VisualCot:
    unit = True

    def __init__(self):
        text = source("deepcs233+Visual-CoT", "llava/eval/model_cot_loader.py")
        self.cut = take(text, "cropwithbbox")["cropwithbbox"]
        self.square = take(source("deepcs233+Visual-CoT", "llava/mm_utils.py"), "expand2square")[
            "expand2square"
        ]

    def overview(self, image):
        mean = (122, 116, 104)
        if not isinstance(image, Noted):
            return self.square(image, mean).resize((336, 336), 3)
        # What `expand2square` pastes is a cut that leaves the picture.
        made = {}

        class Canvas:
            @staticmethod
            def new(mode, size, fill):
                made["size"] = size
                made["fill"] = fill
                return Bag(paste=lambda image, at: made.update(at=at))

        if types.FunctionType(self.square.__code__, {"Image": Canvas})(image, mean) is image:
            return image.resize((336, 336), 3)
        x, y = made["at"]
        cut = ("c", -x, -y, made["size"][0] - x, made["size"][1] - y, *made["fill"])
        return Noted(made["size"], [*image.done, cut]).resize((336, 336), 3)

    def crop(self, image, box):
        return self.overview(self.cut(image, box))


families = {
    "vlm-r3": VlmR3,
    "deepeyes": DeepEyes,
    "deepeyes-eval": DeepEyesEval,
    "qwen3-vl": Qwen3Vl,
    "mini-o3": MiniO3,
    "pixel-reasoner": PixelReasoner,
    "chain-of-focus": ChainOfFocus,
    "vigorl": Vigorl,
    "visual-cot": VisualCot,
}
