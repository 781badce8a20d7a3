import Foundation
import NumericKernels
import StudyExport

/// The machine: processor, memory, disk.
enum MachineExamination {
  static func examination(folder: URL) -> Examination {
    Examination(subject: "machine", findings: [system, processor, instructions, memory, disk(at: folder)])
  }

  private static var system: Finding {
    Finding("system", ProcessInfo.processInfo.operatingSystemVersionString)
  }

  private static var processor: Finding {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let count = "\(cores) \(cores == 1 ? "core" : "cores")"
    return Finding("processor", [processorName, count].compactMap { $0 }.joined(separator: ", "))
  }

  private static var processorName: String? {
    #if os(Linux)
      guard let lines = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
      for line in lines.split(separator: "\n") where line.hasPrefix("model name") {
        return line.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
      }
      return nil
    #else
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 1 else { return nil }
      var text = [CChar](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &text, &size, nil, 0) == 0 else { return nil }
      return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #endif
  }

  private static var instructions: Finding {
    let name = LinearAlgebraLibrary.instructionSet
    let words = ["avx512": "AVX-512", "avx2": "AVX2"][name]
    #if arch(x86_64)
      guard let words else {
        return Finding(
          "wide instructions", .warning, "SSE2 only",
          remedy: "The processor, or the virtual machine's settings, hide AVX2: neighbours and embeddings take several "
            + "times as long. Let the virtual machine pass the host's processor on.")
      }
      return Finding("wide instructions", words)
    #else
      return Finding("wide instructions", words ?? "NEON")
    #endif
  }

  private static var memory: Finding {
    let all = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let found = ByteText.text(all) + (availableMemory.map { ", \(ByteText.text($0)) available" } ?? "")
    guard all >= 4_000_000_000 else {
      return Finding(
        "memory", .warning, found,
        remedy: "Below 4 GB large networks may not fit. Use --limit, and few layers at a time.")
    }
    return Finding("memory", found)
  }

  private static var availableMemory: Int? {
    guard let lines = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else { return nil }
    for line in lines.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
    return nil
  }

  private static func disk(at folder: URL) -> Finding {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
    guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue else {
      return Finding("disk", .warning, "the free space of \(folder.path) cannot be told")
    }
    let found = "\(ByteText.text(free)) free at \(folder.path)"
    guard free >= 2_000_000_000 else {
      return Finding("disk", .warning, found, remedy: "A study of 1,500 photos takes 0.1 to 1 GB. Make room.")
    }
    return Finding("disk", found)
  }
}
