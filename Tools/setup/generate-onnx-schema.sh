#!/bin/sh
# Generates Sources/ONNXModel/Schema/onnx.pb.swift from onnx.proto. The result is committed, so building
# Strata needs neither protoc nor this script; run it after a change of onnx.proto.
# Needs protoc 3.21 or newer (Debian: protobuf-compiler, Homebrew: protobuf).
# The generated file starts with swift-format-ignore-file, which keeps the formatter and linter out.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
swift package resolve
checkout="$root/.build/checkouts/swift-protobuf"
swift build --package-path "$checkout" -c release --product protoc-gen-swift
plugin="$(swift build --package-path "$checkout" -c release --show-bin-path)/protoc-gen-swift"
protoc --plugin=protoc-gen-swift="$plugin" \
  --proto_path=Sources/ONNXModel/Schema \
  --swift_out=Sources/ONNXModel/Schema \
  --swift_opt=Visibility=Package --swift_opt=UseAccessLevelOnImports=true \
  onnx.proto
