// swift-tools-version: 6.1
import PackageDescription

// A program of one's own that uses the library. From another folder, name the package by its address and a version.
let package = Package(
  name: "LayerMap",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "strata", path: "../../..")],
  targets: [
    .executableTarget(name: "LayerMap", dependencies: [.product(name: "StrataAlgorithms", package: "strata")])
  ]
)
