import CTorchInterface

/// Where tensors lie and are computed.
public enum Device: Hashable, Sendable, CustomStringConvertible {
  /// The processor.
  case cpu
  /// An NVIDIA GPU, by its number.
  case cuda(Int)
  /// The GPU of an Apple computer.
  case mps

  /// The name that `--device` takes: cpu, cuda, cuda:1, mps.
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): index == 0 ? "cuda" : "cuda:\(index)"
    case .mps: "mps"
    }
  }

  /// Reads a name. Throws `badInput` when there is no such device in any machine.
  public init(parsing name: String) throws {
    switch name.lowercased() {
    case "cpu": self = .cpu
    case "cuda": self = .cuda(0)
    case "mps": self = .mps
    default:
      let parts = name.lowercased().split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "cuda", let index = Int(parts[1]), (0..<64).contains(index) else {
        throw TensorEngineError(
          kind: .badInput,
          description: "There is no device '\(name)'. Expected cpu, cuda, cuda:NUMBER (from 0), or mps.")
      }
      self = .cuda(index)
    }
  }

  /// The devices that libtorch can use here: the processor first.
  public static func available(in engine: TensorEngine) throws -> [Device] {
    let cuda = try engine.deviceCount(STRATA_TORCH_CUDA)
    let mps = try engine.deviceCount(STRATA_TORCH_MPS)
    return [.cpu] + (0..<cuda).map(Device.cuda) + (mps > 0 ? [.mps] : [])
  }

  /// Throws `badInput`, with the devices that are there, when libtorch cannot use this one.
  public func requireAvailable(in engine: TensorEngine) throws {
    let available = try Self.available(in: engine)
    guard !available.contains(self) else { return }
    let names = available.map(\.description).joined(separator: ", ")
    throw TensorEngineError(
      kind: .badInput,
      description: """
        The device '\(self)' is not here, or libtorch \(engine.torchVersion) was built without it. Expected one of: \
        \(names). For CUDA, set LIBTORCH to a PyTorch with CUDA and build again.
        """)
  }

  var native: strata_torch_device {
    switch self {
    case .cpu: strata_torch_device(kind: Int32(STRATA_TORCH_CPU.rawValue), index: 0)
    case .cuda(let index): strata_torch_device(kind: Int32(STRATA_TORCH_CUDA.rawValue), index: Int32(index))
    case .mps: strata_torch_device(kind: Int32(STRATA_TORCH_MPS.rawValue), index: 0)
    }
  }

  init(native: strata_torch_device) {
    switch native.kind {
    case Int32(STRATA_TORCH_CUDA.rawValue): self = .cuda(Int(native.index))
    case Int32(STRATA_TORCH_MPS.rawValue): self = .mps
    default: self = .cpu
    }
  }
}

extension TensorEngine {
  fileprivate func deviceCount(_ kind: strata_torch_device_kind) throws -> Int {
    var count: Int32 = 0
    try call("devices", functions.pointee.device_count(Int32(kind.rawValue), &count))
    return Int(count)
  }
}
