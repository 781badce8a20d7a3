#!/usr/bin/env bash
# Installs the system packages that Strata needs, where they are missing: with apt on Debian and Ubuntu (through sudo when
# not root), with Homebrew on macOS. `--tests` adds what only the tests need.
set -euo pipefail

wants_tests=no
if [ "${1:-}" = --tests ]; then wants_tests=yes; fi

install_debian() {
  local packages=(pkg-config libopenblas-dev libjpeg-dev libpng-dev libwebp-dev libcairo2-dev zlib1g-dev libsqlite3-dev libmatio-dev curl)
  # For the setup itself: the OpenVINO wheel and the page's typeface.
  command -v python3 >/dev/null || packages+=(python3)
  python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)
  packages+=(fonts-inter)
  if [ "$wants_tests" = yes ]; then
    packages+=(chromium poppler-utils)
    python3 -c 'import ensurepip' >/dev/null 2>&1 || packages+=(python3-venv)
  fi
  local missing=()
  for package in "${packages[@]}"; do
    # A package counts where it is installed itself or another one provides it, as libjpeg62-turbo-dev does libjpeg-dev.
    if [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" != "install ok installed" ]; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  echo "setup: installing ${missing[*]}"
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Gradients (see Documentation/TensorEngine.md): for training; everything else works without, so its absence is no error.
# LIBTORCH names another libtorch, or none.
install_libtorch_debian() {
  if [ -n "${LIBTORCH:-}" ] || [ -e /usr/include/ATen/core/Tensor.h ]; then return; fi
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq || true
  if ! apt-cache show libtorch-dev >/dev/null 2>&1; then
    echo "setup: this system has no package libtorch-dev; without it there are no gradients (see Documentation/TensorEngine.md)"
    return
  fi
  echo "setup: installing libtorch-dev (about 130 MB; LIBTORCH=none goes without)"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libtorch-dev >/dev/null ||
    echo "setup: libtorch-dev could not be installed; what needs gradients will say so"
}

install_macos() {
  command -v brew >/dev/null || { echo "setup: Homebrew is missing; see https://brew.sh" >&2; exit 1; }
  local packages=(pkg-config openblas jpeg-turbo libpng webp cairo zlib libmatio python3)
  # Gradients (see Documentation/TensorEngine.md). LIBTORCH names another libtorch, or none.
  if [ -z "${LIBTORCH:-}" ]; then packages+=(pytorch); fi
  local missing=()
  for package in "${packages[@]}"; do
    brew list --versions "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  if [ "$wants_tests" = yes ]; then brew list --versions poppler >/dev/null 2>&1 || missing+=(poppler); fi
  if [ ${#missing[@]} -gt 0 ]; then brew install "${missing[@]}"; fi
  if [ "$wants_tests" = yes ] && ! brew list --cask chromium >/dev/null 2>&1; then brew install --cask chromium; fi
}

command -v swift >/dev/null || {
  echo "setup: the Swift toolchain (6.1 or newer) is missing; install it from https://www.swift.org/install" >&2
  exit 1
}
case "$(uname -s)" in
  Linux)
    command -v apt-get >/dev/null || {
      echo "setup: only Debian and Ubuntu are installed automatically. Install the packages that this script names" >&2
      exit 1
    }
    install_debian
    install_libtorch_debian ;;
  Darwin) install_macos ;;
esac
