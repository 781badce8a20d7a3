#!/usr/bin/env bash
# Puts OpenVINO into .deps/openvino: downloads the pinned wheel, checks its hash, unpacks it, keeps what Strata uses (the
# CPU plugin, the ONNX front end, the C headers) and writes the pkg-config file. Does nothing when that is done.
set -euo pipefail
cd "$(dirname "$0")/../.."

# 2026.1 to 2026.4.1 build the streams of a network with int8 weights in parallel from shared weights, and now and then
# compile a wrong network (seen in half of the runs of MobileNetV2 with two streams); 2025.4.1 does not.
version=2025.4.1
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) platform=manylinux2014_x86_64
    hash=c552a68c094b0d75f48b7c19cbd3482c44e4e267821897dcb7c9f7c36ba5f88b ;;
  Linux-aarch64) platform=manylinux_2_35_aarch64
    hash=86d2d7c94cd3d29d4080cd105a3af50d3497a348b0e3414c2c04a2532feb4c12 ;;
  Darwin-arm64) platform=macosx_11_0_arm64
    hash=12c482011835d72341f038021129036089c6571f8d713810caaeba88750062e8 ;;
  *) echo "setup: no OpenVINO $version wheel for $(uname -sm). Strata runs on Linux (x86-64, arm64) and macOS (arm64)." >&2
    exit 1 ;;
esac

target=.deps/openvino
stamp=$target/.strata-stamp
pkgconfig=.deps/pkgconfig/openvino-c.pc

write_pkgconfig() {
  mkdir -p .deps/pkgconfig
  cat > "$pkgconfig.new" <<PC
Name: openvino-c
Description: OpenVINO's C interface, unpacked by Tools/setup/openvino.sh
Version: $version
Cflags: -I$PWD/$target/include
Libs: -L$PWD/$target/libs -lopenvino_c
PC
  # An unchanged file keeps its date, so that nothing is compiled again.
  if cmp -s "$pkgconfig.new" "$pkgconfig"; then rm "$pkgconfig.new"; else mv "$pkgconfig.new" "$pkgconfig"; fi
}

if [ "$(cat "$stamp" 2>/dev/null || true)" = "$hash" ]; then
  write_pkgconfig
  exit 0
fi

echo "setup: OpenVINO $version (about 60 MB)"
work=.deps/openvino.new
rm -rf "$work" && mkdir -p "$work/wheel"
printf 'openvino==%s --hash=sha256:%s\n' "$version" "$hash" > "$work/requirements.txt"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
  --python-version 3.11 --implementation cp --abi cp311 --platform "$platform" \
  --dest "$work/wheel" --requirement "$work/requirements.txt"
python3 -m zipfile -e "$work"/wheel/*.whl "$work/unpacked"

mkdir -p "$work/keep/libs"
mv "$work/unpacked/openvino/include" "$work/keep/include"
for library in openvino_c openvino openvino_intel_cpu_plugin openvino_arm_cpu_plugin openvino_onnx_frontend tbb hwloc; do
  for file in "$work"/unpacked/openvino/libs/lib$library.*; do
    if [ -e "$file" ]; then mv "$file" "$work/keep/libs/"; fi
  done
done
cp "$work"/unpacked/openvino-*.dist-info/licenses/LICENSE* "$work/keep/" 2>/dev/null || true
# The linker looks for names without a version.
for stem in openvino_c openvino; do
  for file in "$work"/keep/libs/lib$stem.so.*; do
    if [ -e "$file" ]; then ln -sf "$(basename "$file")" "$work/keep/libs/lib$stem.so"; fi
  done
  for file in "$work"/keep/libs/lib$stem.[0-9]*.dylib; do
    if [ -e "$file" ]; then ln -sf "$(basename "$file")" "$work/keep/libs/lib$stem.dylib"; fi
  done
done
printf '%s' "$hash" > "$work/keep/.strata-stamp"
rm -rf "$target"
mv "$work/keep" "$target"
rm -rf "$work"
write_pkgconfig
