extension ShapeInference {
  /// Attention and recurrent layers.
  static let sequenceShapes: [String: Rule] = {
    var rules: [String: Rule] = ["Attention": attention]
    rules["RotaryEmbedding"] = { context in context.result(context.shape(0)) }
    rules["LSTM"] = { context in recurrent(context, gates: 4) }
    rules["GRU"] = { context in recurrent(context, gates: 3) }
    rules["RNN"] = { context in recurrent(context, gates: 1) }
    return rules
  }()

  /// `[N, heads, T, width]`, or `[N, T, heads * width]` with the number of heads as an attribute.
  private static let attention: Rule = { context in
    guard let query = context.shape(0), let value = context.shape(2), query.count == value.count else { return nil }
    if query.count == 4 { return context.result(query.dropLast() + value.suffix(1)) }
    guard query.count == 3, let heads = context.integer("q_num_heads"), heads > 0,
      let valueHeads = context.integer("kv_num_heads"), valueHeads > 0
    else { return nil }
    let width = value[2].divided(by: Dimension(valueHeads)).map { $0 * Dimension(heads) }
    return context.result([query[0], query[1], width ?? context.fresh.make()])
  }

  private static func recurrent(_ context: NodeContext, gates: Int) -> [TensorFacts]? {
    guard let input = context.shape(0), input.count == 3, let hidden = context.integer("hidden_size") else {
      return nil
    }
    let directions: Dimension = context.text("direction") == "bidirectional" ? 2 : 1
    let isBatchFirst = context.integer("layout") == 1
    let (steps, batch) = isBatchFirst ? (input[1], input[0]) : (input[0], input[1])
    let size = Dimension(hidden)
    let sequence = isBatchFirst ? [batch, steps, directions, size] : [steps, directions, batch, size]
    let state = isBatchFirst ? [batch, directions, size] : [directions, batch, size]
    let states = context.result(state)
    return context.result(sequence) + states + (gates == 4 ? states : [])
  }
}
