import ArgumentParser

/// `strata array`: the algorithms on plain `.npy` files.
struct ArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "array",
    abstract: "Run one algorithm on plain .npy files: neighbours, embeddings, alignment, measures.",
    discussion: """
      Arrays are .npy files as numpy writes them: one row a point, one column a feature; f2, f4, f8, i4, i8, u2 or u1, in C \
      or Fortran order. Results are .npy files of Float32 or Int32. What was used, what came out and how long it took go \
      to standard output, as JSON with --json.

        strata array pca activations.npy --output pca.npy --components 50
        strata array umap pca.npy --output umap.npy --dimensions 15
        strata array quality umap.npy --data activations.npy --labels labels.npy
      """,
    subcommands: [
      NeighborsArrayCommand.self, PCAArrayCommand.self, TSNEArrayCommand.self, DynamicTSNEArrayCommand.self,
      UMAPArrayCommand.self, MDSArrayCommand.self, ProcrustesArrayCommand.self, AlignArrayCommand.self,
      QualityArrayCommand.self, DescribeArrayCommand.self, BundleArrayCommand.self,
    ])
}
