// swift-tools-version: 6.1
import Foundation
import PackageDescription

// What every Swift target of ours is compiled with. `InternalImportsByDefault` makes a dependency that
// leaks into an interface visible as `public import`.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// OpenVINO is unpacked by `make setup` into a git-ignored folder (see Tools/setup/openvino.sh); executables
// and tests find its libraries there at run time.
let openVINOLibraries = "\(Context.packageDirectory)/.deps/openvino/libs"
let findOpenVINO: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "-rpath", "-Xlinker", openVINOLibraries])
]

// libtorch gives gradients. It is looked for in the folder that LIBTORCH names (the folder `torch` of an installed PyTorch,
// or an unpacked libtorch; `none` builds without), then where Debian and Homebrew put it. Without it everything but
// StrataTorch is built (see Documentation/TensorEngine.md).
struct Libtorch {
  let include: String
  let libraries: String
  /// Headers of this age ask for C++20; those before for C++17.
  var isRecent: Bool { FileManager.default.fileExists(atPath: "\(include)/torch/headeronly") }

  /// The compiler has the system's own folder anyway, and must not get it out of order.
  var headerFolders: [String] {
    (include == "/usr/include" ? [] : [include]) + ["\(include)/torch/csrc/api/include"]
  }

  static func find() -> Libtorch? {
    if let named = Context.environment["LIBTORCH"], !named.isEmpty {
      if named == "none" { return nil }
      guard let found = Libtorch(in: named) else { fatalError("LIBTORCH=\(named) has no include/ATen/core/Tensor.h") }
      return found
    }
    return ["/usr", "/opt/homebrew/opt/pytorch", "/usr/local/opt/pytorch", "/usr/local"].lazy
      .compactMap(Libtorch.init).first
  }

  /// Homebrew has the headers of PyTorch in its Python package; the others have them in `include`.
  private init?(in folder: String) {
    let python = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/libexec/lib"))?.sorted().last
    let package = python.map { "\(folder)/libexec/lib/\($0)/site-packages/torch" }
    let homes = [folder] + (package.map { [$0] } ?? [])
    guard
      let home = homes.first(where: { FileManager.default.fileExists(atPath: "\($0)/include/ATen/core/Tensor.h") })
    else { return nil }
    include = "\(home)/include"
    libraries = "\(home)/lib"
  }
}
let libtorch = Libtorch.find()

/// A system library that Debian and Homebrew both package, found through pkg-config.
func systemLibrary(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/SystemLibraries/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([apt]), .brew([brew])])
}

func library(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [], linker: [LinkerSetting] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: strict, linkerSettings: linker)
}

let package = Package(
  name: "strata",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "strata", targets: ["strata"]),
    .library(
      name: "StrataAlgorithms",
      targets: [
        "NumericKernels", "ArrayArchives", "NeighborSearch", "EmbeddingMethods", "RepresentationAnalysis",
        "NeuronAnalysis", "TrailBundling",
      ]),
    .library(name: "StrataNetworks", targets: ["ImageDatasets", "DatasetDownloads", "ONNXModel", "ActivationTaps"]),
    .library(
      name: "StrataStudies",
      targets: ["StudyStore", "StudyPipeline", "StudyTables", "StudyServer", "StudyExport", "Figures"]),
    .library(
      name: "StrataTensors",
      targets: [
        "TensorEngine", "GraphExecution", "NeuronSilencing", "Attribution", "FeatureVisualization", "ModelTraining",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // System libraries.
    systemLibrary("COpenBLAS", pkgConfig: "openblas", apt: "libopenblas-dev", brew: "openblas"),
    systemLibrary("CJPEG", pkgConfig: "libjpeg", apt: "libjpeg62-turbo-dev", brew: "jpeg-turbo"),
    systemLibrary("CPNG", pkgConfig: "libpng", apt: "libpng-dev", brew: "libpng"),
    systemLibrary("CWebP", pkgConfig: "libwebp", apt: "libwebp-dev", brew: "webp"),
    systemLibrary("CCairo", pkgConfig: "cairo", apt: "libcairo2-dev", brew: "cairo"),
    systemLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    .systemLibrary(name: "COpenVINO", path: "Sources/SystemLibraries/COpenVINO", pkgConfig: "openvino-c"),

    // Algorithms: they need no network and no database.
    .target(name: "CKernels"),
    library("NumericKernels", ["CKernels", "COpenBLAS"]),
    library("ArrayArchives", ["CZlib", "NumericKernels"]),
    library("NeighborSearch", ["CKernels", "NumericKernels"]),
    library("EmbeddingMethods", ["CKernels", "NeighborSearch", "NumericKernels"]),
    library("RepresentationAnalysis", ["EmbeddingMethods", "NeighborSearch", "NumericKernels"]),
    library("NeuronAnalysis", ["CKernels", "EmbeddingMethods", "NeighborSearch", "NumericKernels"]),
    library("TrailBundling", ["CKernels", "NumericKernels"]),

    // Networks and images.
    .target(name: "CImageCodecs", dependencies: ["CJPEG", "CPNG", "CWebP"]),
    .target(name: "CMatFile"),
    library("ImageDatasets", ["CImageCodecs", "CMatFile", "CZlib", "NumericKernels"]),
    library("DatasetDownloads", [.product(name: "Crypto", package: "swift-crypto")]),
    library(
      "ONNXModel", [.product(name: "SwiftProtobuf", package: "swift-protobuf")], exclude: ["Schema/onnx.proto"]),
    library("ActivationTaps", ["COpenVINO", "ONNXModel", "NumericKernels"]),

    // Gradients.
    .target(name: "CTorchInterface"),
    library("TensorEngine", ["CKernels", "CTorchInterface"]),
    library("GraphExecution", ["TensorEngine", "ONNXModel"]),
    library(
      "FeatureVisualization", ["GraphExecution", "TensorEngine", "ONNXModel", "ImageDatasets", "NumericKernels"]),
    library("NeuronSilencing", ["GraphExecution", "TensorEngine", "ONNXModel", "NumericKernels"]),
    library("Attribution", ["GraphExecution", "TensorEngine", "ONNXModel", "NumericKernels"]),
    library("ModelTraining", ["TensorEngine", "GraphExecution", "ONNXModel", "ImageDatasets", "NumericKernels"]),

    // Studies.
    library(
      "StudyStore",
      [.product(name: "GRDB", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto")]),
    library(
      "StudyPipeline",
      [
        "StudyStore", "ActivationTaps", "ArrayArchives", "EmbeddingMethods", "FeatureVisualization", "NeighborSearch",
        "NeuronAnalysis", "NeuronSilencing", "RepresentationAnalysis", "TensorEngine", "TrailBundling",
        "NumericKernels", "ImageDatasets",
        "ONNXModel",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    library(
      "StudyTables",
      [
        "ArrayArchives", "StudyPipeline", "StudyStore", "EmbeddingMethods", "NeighborSearch", "NumericKernels",
        "ImageDatasets",
      ]),
    library("Figures", ["CCairo", "CZlib", "ImageDatasets"]),
    .target(
      name: "CViewerAssets", cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
    library(
      "StudyServer",
      [
        "CViewerAssets", "StudyPipeline", "StudyStore", "NeighborSearch", "NeuronSilencing", "NumericKernels",
        "ImageDatasets", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    library(
      "StudyExport",
      [
        "StudyServer", "StudyPipeline", "StudyStore", "NeighborSearch", "NumericKernels", "ImageDatasets", "CZlib",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .executableTarget(
      name: "strata",
      dependencies: [
        "StudyExport", "StudyServer", "StudyTables", "StudyPipeline", "StudyStore", "Figures", "ActivationTaps",
        "EmbeddingMethods",
        "FeatureVisualization", "NeighborSearch", "NeuronAnalysis", "NeuronSilencing", "RepresentationAnalysis",
        "TrailBundling",
        "NumericKernels", "ImageDatasets",
        "ONNXModel", "ModelTraining", "GraphExecution", "Attribution", "TensorEngine", "DatasetDownloads",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict, linkerSettings: findOpenVINO),

    .executableTarget(
      name: "extraction-benchmark", dependencies: ["ActivationTaps", "ImageDatasets", "ONNXModel"],
      path: "Benchmarks/Extraction", exclude: ["pytorch_hooks.py", "run.sh"], swiftSettings: strict,
      linkerSettings: findOpenVINO),
    .executableTarget(
      name: "graph-benchmark", dependencies: ["GraphExecution", "TensorEngine", "ONNXModel"],
      path: "Benchmarks/GraphExecution", exclude: ["googlenet_torch.py"], swiftSettings: strict),
    .executableTarget(
      name: "neuron-benchmark", dependencies: ["NeuronAnalysis", "NumericKernels"],
      path: "Benchmarks/ExtremelyRandomizedTrees", exclude: ["compare.py"], swiftSettings: strict),
    .executableTarget(
      name: "maximization-benchmark",
      dependencies: ["FeatureVisualization", "ImageDatasets", "TensorEngine", "ONNXModel"],
      path: "Benchmarks/ActivationMaximization", exclude: ["maximize_torch.py", "read_back.py"], swiftSettings: strict),
    .executableTarget(
      name: "silencing-benchmark", dependencies: ["NeuronSilencing", "TensorEngine", "ONNXModel", "NumericKernels"],
      path: "Benchmarks/Silencing", swiftSettings: strict),

    // Tests.
    tests("NumericKernelsTests", ["NumericKernels"]),
    tests("ArrayArchivesTests", ["ArrayArchives", "NumericKernels"], resources: [.copy("Fixtures")]),
    tests("NeighborSearchTests", ["NeighborSearch", "NumericKernels"]),
    tests(
      "EmbeddingMethodsTests", ["EmbeddingMethods", "NeighborSearch", "NumericKernels"],
      resources: [.copy("Fixtures")]),
    tests(
      "RepresentationAnalysisTests", ["RepresentationAnalysis", "NeighborSearch", "NumericKernels"],
      resources: [.copy("Fixtures")]),
    tests("NeuronAnalysisTests", ["CKernels", "NeuronAnalysis", "NumericKernels"], resources: [.copy("Fixtures")]),
    tests("TrailBundlingTests", ["TrailBundling", "NumericKernels"]),
    tests("ImageDatasetsTests", ["ImageDatasets", "NumericKernels"], resources: [.copy("Fixtures")]),
    tests(
      "DatasetDownloadsTests", ["DatasetDownloads", .product(name: "Crypto", package: "swift-crypto")],
      resources: [.copy("Fixtures")]),
    tests("ONNXModelTests", ["ONNXModel"], resources: [.copy("Fixtures")]),
    tests(
      "ActivationTapsTests", ["ActivationTaps", "ONNXModel", "ImageDatasets", "NumericKernels"],
      linker: findOpenVINO),
    tests("TensorEngineTests", ["TensorEngine", "NumericKernels"], resources: [.copy("Fixtures")]),
    tests("GraphExecutionTests", ["GraphExecution", "TensorEngine", "ONNXModel"], resources: [.copy("Fixtures")]),
    tests(
      "FeatureVisualizationTests",
      [
        "FeatureVisualization", "GraphExecution", "TensorEngine", "ONNXModel", "ImageDatasets", "NumericKernels",
      ]),
    tests(
      "NeuronSilencingTests", ["NeuronSilencing", "GraphExecution", "TensorEngine", "ONNXModel", "NumericKernels"]),
    tests(
      "AttributionTests", ["Attribution", "TensorEngine", "ONNXModel", "NumericKernels"],
      resources: [.copy("Fixtures")]),
    tests(
      "ModelTrainingTests",
      [
        "ModelTraining", "GraphExecution", "TensorEngine", "ActivationTaps", "ONNXModel", "ImageDatasets",
        "NumericKernels",
      ], linker: findOpenVINO),
    tests("StudyStoreTests", ["StudyStore"]),
    tests(
      "StudyPipelineTests",
      [
        "StudyPipeline", "StudyStore", "ArrayArchives", "ImageDatasets", "NeighborSearch", "NeuronAnalysis",
        "NeuronSilencing",
        "NumericKernels", "ONNXModel", "TensorEngine",
      ],
      linker: findOpenVINO),
    tests(
      "StudyTablesTests",
      [
        "StudyTables", "ArrayArchives", "StudyPipeline", "StudyStore", "ImageDatasets", "NumericKernels",
      ], linker: findOpenVINO),
    tests(
      "StudyServerTests",
      [
        "StudyServer", "StudyPipeline", "StudyStore", "NumericKernels", "ImageDatasets", "ONNXModel", "TensorEngine",
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ], linker: findOpenVINO),
    tests(
      "StudyExportTests",
      [
        "StudyExport", "StudyServer", "StudyPipeline", "StudyStore", "NeighborSearch", "NumericKernels",
        "ImageDatasets",
        .product(name: "Crypto", package: "swift-crypto"),
      ], linker: findOpenVINO),
    tests("FiguresTests", ["Figures", "ImageDatasets"]),
    tests("CommandLineTests", ["NumericKernels"]),
    tests(
      "LibraryExamplesTests",
      ["EmbeddingMethods", "NeighborSearch", "NeuronAnalysis", "NumericKernels", "RepresentationAnalysis"],
      resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x,
  cxxLanguageStandard: libtorch?.isRecent == true ? .cxx20 : .cxx17
)

if let libtorch {
  package.targets.append(
    // The header is found by its path: in C++20 the include of a dependency would be taken for the import of a module.
    .target(
      name: "CTorch",
      cxxSettings: [
        .headerSearchPath("../CTorchInterface/include"),
        .unsafeFlags(
          libtorch.headerFolders.flatMap { ["-isystem", $0] } + [
            "-fvisibility=hidden", "-fvisibility-inlines-hidden", "-fno-math-errno",
          ]),
      ],
      linkerSettings: [
        .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
        .unsafeFlags(["-L\(libtorch.libraries)", "-Xlinker", "-rpath", "-Xlinker", libtorch.libraries]),
      ]))
  package.products.append(.library(name: "StrataTorch", type: .dynamic, targets: ["CTorch"]))
}

// The debug run of the small tests builds only what they need (see Tools/test/all.sh).
if Context.environment["STRATA_SMALL"] != nil {
  let small: Set = [
    "COpenBLAS", "CKernels", "CZlib", "NumericKernels", "ArrayArchives", "NeighborSearch", "TrailBundling",
    "NumericKernelsTests", "ArrayArchivesTests", "NeighborSearchTests", "TrailBundlingTests",
  ]
  package.targets.removeAll { !small.contains($0.name) }
  package.products = []
  package.dependencies = []
}
