public import ArgumentParser
public import EmbeddingMethods
public import NeighborSearch

// The choices of the algorithms, by the names that they have in code and records.
extension DynamicTSNEOptions.StartFrame: ExpressibleByArgument {}
extension NeighborSearchMethod: ExpressibleByArgument {}
extension PrincipalComponentsMethod: ExpressibleByArgument {}
extension ProcrustesOptions.Scaling: ExpressibleByArgument {}
extension RepulsionMethod: ExpressibleByArgument {}
extension SMACOFUpdate: ExpressibleByArgument {}
