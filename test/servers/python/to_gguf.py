"""Runs llama.cpp's own `convert_hf_to_gguf.py` on the tiny model: FOLDER_OF_LLAMA_CPP, then the converter's
words.

The converter knows tokenizers by a fingerprint and refuses others; the tiny model's letters are split as
Qwen's are.
"""

import runpy
import sys

root = sys.argv.pop(1)
sys.path[:0] = [root, f"{root}/gguf-py"]

from conversion.base import TextModel
from conversion.qwenvl import Qwen2VLModel

TextModel.get_vocab_base_pre = lambda self, tokenizer: "qwen2"
# Without asking for sentencepiece first.
Qwen2VLModel.set_vocab = lambda self: self._set_vocab_gpt2()
runpy.run_path(f"{root}/convert_hf_to_gguf.py", run_name="__main__")
