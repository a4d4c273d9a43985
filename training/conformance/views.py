"""What the families' own code shows a model, for `test/main/images/family-views.test.ts`.

    python3 training/conformance/views.py CLONES QWEN_VL_UTILS OUT.json [PIXELS]

CLONES holds git clones named OWNER+NAME/repo, QWEN_VL_UTILS the unpacked wheel. Functions are taken
from those files at run time and run on a stand-in for a picture that notes down what is done to it;
nothing of theirs is copied. Sizes and boxes follow from one seed by integer arithmetic (`drawn_box`
here and in the test), so that the file holds only a checksum per box. PIXELS of the smaller
pictures of each family are run through Pillow too. With TRANSPARENT=1 OUT.json holds instead what VLM-R³
shows of files with transparency, for `test/main/images/transparent.test.ts`.
"""

import ast
import base64
import contextlib
import functools
import io
import json
import os
import re
import subprocess
import sys
import textwrap
import types
import zlib
from typing import Any

import numpy
import PIL
import transformers
from PIL import Image
from taken import take
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize as processor_resize

clones, utils, target = sys.argv[1:4]
# A few small ones for every test run, or as many as asked for, and larger ones.
pixels = int(sys.argv[4]) if len(sys.argv) > 4 else 12
most = 90_000 if pixels < 100 else 1_500_000
CELL = 28 * 28
OWN = (4 * CELL, 16384 * CELL)
used: dict[str, str] = {}


@functools.cache
def source(repo, path):
    folder = os.path.join(clones, repo, "repo")

    def git(*args):
        done = subprocess.run(["git", "-C", folder, *args], check=True, capture_output=True, text=True)
        return done.stdout

    used[repo.replace("+", "/")] = git("rev-parse", "HEAD").strip()
    return git("show", "HEAD:" + path)


def found(pattern, text, flags=0):
    """The text a pattern fits; what upstream changed since is an error here."""
    match = re.search(pattern, text, flags)
    assert match is not None, pattern
    return match[0]


FILTERS = {0: "n", 1: "l", 3: "b"}


class Noted:
    """Stands in for a picture: its size, and what was done to it."""

    mode = "RGB"

    def __init__(self, size, done=()):
        self.size = size
        self.width, self.height = size
        self.done = list(done)

    def crop(self, box=None):
        if box is None:
            return Noted(self.size, self.done)
        if box[2] < box[0] or box[3] < box[1]:
            raise ValueError("Coordinate order")
        left, t, r, b = (round(v) for v in box)
        return Noted((r - left, b - t), [*self.done, ("c", left, t, r, b)])

    def resize(self, size, resample=3):
        if min(self.size) < 1 or min(size) < 1:
            raise ValueError("no pixels")
        return Noted(tuple(size), [*self.done, ("r", *size, FILTERS[int(resample)])])

    def convert(self, _mode):
        return self

    def copy(self):
        return self


def short(size, done):
    """The same without what changes nothing, cuts of cuts as one; as text."""
    out = []
    now = size
    for d in done:
        if d[0] == "r":
            if tuple(d[1:3]) != tuple(now):
                out.append(d)
            now = d[1:3]
            continue
        _, left, t, r, b = d[:5]
        if (left, t, r, b) != (0, 0, *now):
            inside = left >= 0 and t >= 0 and r <= now[0] and b <= now[1]
            if inside and out and out[-1][0] == "c":
                x, y = out[-1][1:3]
                out[-1] = ("c", left + x, t + y, r + x, b + y, *out[-1][5:])
            else:
                out.append(d)
        now = (r - left, b - t)
    text = [f"r{d[1]}x{d[2]}{d[3]}" if d[0] == "r" else "c" + ",".join(map(str, d[1:])) for d in out]
    return ".".join(text)


def processor(image, low=OWN[0], high=OWN[1], factor=28):
    """The model's own resize, which refuses what is thinner than 200 to 1."""
    h, w = processor_resize(image.height, image.width, factor=factor, min_pixels=low, max_pixels=high)
    return image.resize((w, h), 3)


with open(os.path.join(utils, "qwen_vl_utils", "vision_process.py"), encoding="utf-8") as file:
    vision = file.read()
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


class Bag:
    """Whatever fields a function of theirs asks of its object."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value


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


class Random:
    """mulberry32: the same numbers in the test."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & 0xFFFFFFFF
        t ^= (t + ((t ^ (t >> 7)) * (t | 61))) & 0xFFFFFFFF
        return ((t ^ (t >> 14)) & 0xFFFFFFFF) % n


def drawn_side(random):
    kind = random.below(10)
    return (
        20 + random.below(300)
        if kind < 3
        else 200 + random.below(1400)
        if kind < 8
        else 1500 + random.below(2700)
    )


def drawn_pair(random, kind):
    """Two edges of an axis, in thousandths of it."""
    if kind < 60:
        a = random.below(1001)
        b = random.below(1001)
        return (a, b) if a < b else (b, a)
    if kind < 72:
        a = random.below(1401) - 200
        b = random.below(1401) - 200
        return (a, b) if a < b else (b, a)
    if kind < 78:
        return (random.below(1001), random.below(1001))
    if kind < 81:
        a = random.below(1001)
        return (a, a)
    if kind < 94:
        a = random.below(990)
        return (a, a + 1 + random.below(30))
    return (0, 1 + random.below(1000)) if random.below(2) == 0 else (random.below(1000), 1000)


def drawn_box(random, scale):
    """Four numbers that count to `scale` on each axis; None: fractions, in thousandths."""
    kind = random.below(100)
    part = (0, 0.25, 0.5, 0.75)[random.below(4)] if random.below(10) < 3 else 0
    x1, x2 = drawn_pair(random, kind)
    y1, y2 = drawn_pair(random, kind)
    if scale is None:
        return [v / 1000 for v in (x1, y1, x2, y2)]
    w, h = scale
    return [(v * side) // 1000 + part for v, side in ((x1, w), (y1, h), (x2, w), (y2, h))]


def drawn(width, height):
    """As `drawn` in training/qwen/golden.py."""
    y, x = numpy.mgrid[0:height, 0:width]
    red = (x * 7 + y * 3) % 256
    green = (x // 9 * 31 + y // 5 * 17) % 256
    blue = ((x * y) // 11 + 5 * (x ^ y)) % 256
    return Image.fromarray(numpy.stack([red, green, blue], -1).astype(numpy.uint8), "RGB")


def shown(make, size):
    """What is done to a picture of this size, or “-” where it is refused."""
    try:
        got = make(Noted(size))
    except (AssertionError, ValueError, ZeroDivisionError, TypeError):
        return "-"
    return "-" if got is None else short(size, got.done)


def pixels_of(make, size):
    try:
        return crc(make(drawn(*size)).tobytes())
    except AssertionError:
        return ""


def crc(text):
    return f"{zlib.crc32(text if isinstance(text, bytes) else text.encode()):08x}"


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
COUNT = 2000
SEED = 31


def of(family):
    random = Random(SEED)
    crops: list[str] = []
    overviews: list[str] = []
    images: list[list[Any]] = []
    for number in range(COUNT):
        width = drawn_side(random)
        size = (width, drawn_side(random))
        unscaled = getattr(family, "unit", False) or max(size) > 200 * min(size)
        box = drawn_box(random, None if unscaled else family.scale(size))
        if getattr(family, "points", False):
            box = [int(v) for v in box[:2]]
        cut = bound(family.crop, box)
        way = shown(cut, size)
        crops.append(crc(way))
        if os.environ.get("SHOW") == "1":
            print(number, size, box, way, file=sys.stderr)
        overviews.append(crc(shown(family.overview, size)))
        if len(images) < pixels and size[0] * size[1] < most and way != "-":
            images.append([number, pixels_of(family.overview, size), pixels_of(cut, size)])
    return {"crops": "".join(crops), "overviews": "".join(overviews), "pixels": images}


def bound(crop, box):
    """The crop of one box, of whatever picture."""
    return lambda image: crop(image, box)


def asked_in(name, text):
    """The box of an export's text, by the patterns of the family's own loop."""
    if name == "vlm-r3":
        return json.loads(re.findall(r"\{.*?\}", text, re.DOTALL)[-1])["bbox_2d"]
    if name == "mini-o3":
        loop = source("Mini-o3+Mini-o3", "verl/workers/rollout/vllm_rollout/vllm_rollout_spmd.py")
        pattern = ast.literal_eval(found(r'(?<=pattern = )"\.\*<grounding>[^\n]*', loop))
        match = re.match(pattern, text, re.DOTALL)
        assert match is not None, text
        return json.loads(match[1])
    call = text.split("<tool_call>")[1].split("</tool_call>")[0].strip()
    return json.loads(call)["arguments"]["bbox_2d"]


def reread(name, family, requests):
    """What its own tool does for the numbers of exports: a checksum of the text and one of the way, each."""
    sums = []
    for width, height, text in requests:
        cut = bound(family.crop, asked_in(name, text))
        sums.append(crc(text) + crc(shown(cut, (width, height))))
    return "".join(sums)


if os.environ.get("REQUESTS"):
    # Written by test/app/exports/reread.test.ts.
    with open(os.environ["REQUESTS"], encoding="utf-8") as file:
        asked = json.load(file)
    sums = {name: reread(name, families[name](), rows) for name, rows in asked.items()}
    with open(target, "w", encoding="utf-8") as out:
        json.dump({"count": len(next(iter(asked.values()))), "families": sums}, out)
        out.write("\n")
    sys.exit()


def transparent():
    """What VLM-R³ shows of files with transparency: checksums of the whole picture and of crops."""
    upright = drawn(96, 72)
    y, x = numpy.mgrid[0:72, 0:96]
    alpha = Image.fromarray(((x * 5 + y * 2) % 256).astype(numpy.uint8))
    rgba = upright.copy()
    rgba.putalpha(alpha)
    pictures = {
        "RGBA": rgba,
        "LA": Image.merge("LA", (upright.convert("L"), alpha)),
        "P": upright.quantize(32),
    }
    family = VlmR3()
    text = source("justgogorunrun+VLM-R3", "src/model/r3_vllm.py")
    opened = found(r'(?<=raw_img = )Image\.open\(image_path\)\.convert\("RGB"\)', text)
    to_rgb = take(vision, "to_rgb")["to_rgb"]
    for mode, picture in pictures.items():
        out = io.BytesIO()
        more = {"transparency": bytes(range(0, 256, 8))} if mode == "P" else {}
        picture.save(out, "PNG", **more)
        whole = family.overview(to_rgb(Image.open(io.BytesIO(out.getvalue()))))
        raw = eval(opened, {"Image": Image, "image_path": io.BytesIO(out.getvalue())})
        w, h = family.scale(raw.size)
        boxes = [[0, 0, w, h], [w // 8, h // 6, w // 2, h // 2], [w // 3, 0, w - 5, h - 9]]
        crops = [[box, crc(bound(family.crop, box)(raw).tobytes())] for box in boxes]
        yield [mode, base64.b64encode(out.getvalue()).decode(), crc(whole.tobytes()), crops]


if os.environ.get("TRANSPARENT"):
    kinds = list(transparent())
    with open(target, "w", encoding="utf-8") as out:
        json.dump({"pillow": PIL.__version__, "sources": used, "files": kinds}, out)
        out.write("\n")
    sys.exit()

rows = {name: of(family()) for name, family in families.items()}
version = re.search(r"qwen_vl_utils-(\d+\.\d+\.\d+)", " ".join(os.listdir(utils)))
about = {
    "seed": SEED,
    "count": COUNT,
    "pillow": PIL.__version__,
    "transformers": transformers.__version__,
    "qwen-vl-utils": version[1] if version else "?",
    "sources": used,
}
with open(target, "w", encoding="utf-8") as out:
    json.dump({"about": about, "families": rows}, out)
    out.write("\n")
print(json.dumps(about, indent=1))
