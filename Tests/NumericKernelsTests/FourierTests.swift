import Foundation
import NumericKernels
import Testing

@Suite("Fourier transforms")
struct FourierTests {
  private func line(_ length: Int, seed: UInt64) -> (real: [Float], imaginary: [Float]) {
    var generator = SeededGenerator(seed: seed)
    let pairs = (0..<length).map { _ in generator.nextGaussianPair() }
    return (pairs.map { Float($0.0) }, pairs.map { Float($0.1) })
  }

  @Test(
    "a transform is the sum over all exponentials",
    arguments: [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25, 27, 30, 36, 45, 60, 64, 75, 100, 128, 135, 240, 625])
  func naive(length: Int) throws {
    let (real, imaginary) = line(length, seed: UInt64(length))
    let found = try #require(FourierPlan(length: length)).transform(real: real, imaginary: imaginary)
    let scale = Double(length).squareRoot()
    for k in 0..<length {
      var (re, im) = (0.0, 0.0)
      for j in 0..<length {
        let angle = -2 * Double.pi * Double(j * k % length) / Double(length)
        re += Double(real[j]) * cos(angle) - Double(imaginary[j]) * sin(angle)
        im += Double(real[j]) * sin(angle) + Double(imaginary[j]) * cos(angle)
      }
      #expect(abs(Double(found.real[k]) - re) < 2e-6 * scale && abs(Double(found.imaginary[k]) - im) < 2e-6 * scale)
    }
  }

  @Test(
    "exchanging the parts before and after undoes a transform, and energy is kept", arguments: [48, 405, 810, 1024])
  func inverse(length: Int) throws {
    let (real, imaginary) = line(length, seed: 3)
    let plan = try #require(FourierPlan(length: length))
    let there = plan.transform(real: real, imaginary: imaginary)
    let back = plan.transform(real: there.imaginary, imaginary: there.real)
    for k in 0..<length {
      #expect(abs(back.imaginary[k] / Float(length) - real[k]) < 2e-6)
      #expect(abs(back.real[k] / Float(length) - imaginary[k]) < 2e-6)
    }
    func energy(_ line: (real: [Float], imaginary: [Float])) -> Double {
      (line.real + line.imaginary).reduce(0) { $0 + Double($1) * Double($1) }
    }
    #expect(abs(energy(there) / Double(length) / energy((real, imaginary)) - 1) < 1e-6)
  }

  @Test("only products of 2, 3 and 5 have a plan")
  func lengths() {
    #expect(FourierPlan(length: 7) == nil && FourierPlan(length: 0) == nil && FourierPlan(length: 22) == nil)
    #expect(FourierPlan.length(atLeast: 7) == 8)
    #expect(FourierPlan.length(atLeast: 241) == 243)
    #expect(FourierPlan.length(atLeast: 1021) == 1024)
    #expect(FourierPlan.length(atLeast: -3) == 1)
  }
}
