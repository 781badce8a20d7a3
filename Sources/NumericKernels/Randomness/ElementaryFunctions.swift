import Foundation

// Free functions under spelled-out names, so that methods named alike do not hide them.
func logarithm(_ value: Double) -> Double { log(value) }
func cosine(_ value: Double) -> Double { cos(value) }
func sine(_ value: Double) -> Double { sin(value) }
