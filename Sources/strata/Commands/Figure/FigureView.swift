import ArgumentParser

/// What `strata figure` draws.
enum FigureView: String, CaseIterable, ExpressibleByArgument {
  case embedding, trust, neighbors, layers, cka, compare, emergence, confusion, groups, suspects, neurons, silencing,
    features,
    atlas, evolution, projection, training, corruptions

  /// Options that go with some views only. Names are those of the command line.
  enum Option: String, CaseIterable {
    case model, models, layer, layers, measure, embedding, link, color, mark, images, names, query, sample, neighbors,
      metric, by, bins
    case pointSize = "point-size"
    case opacity
    case className = "class"
    case score, projection, kind, limit, sequence, frames, bundling, seed, threads
  }

  /// The options that say something about this view.
  var options: Set<Option> {
    switch self {
    case .embedding:
      [.model, .layer, .layers, .embedding, .link, .color, .mark, .images, .names, .pointSize, .opacity, .seed]
    case .trust: [.model, .layer, .layers, .embedding, .pointSize, .opacity, .seed]
    case .neighbors: [.model, .layers, .query, .sample, .neighbors, .metric, .seed, .threads]
    case .layers, .corruptions: [.model]
    case .cka: [.measure]
    case .compare: [.models, .layers, .measure, .embedding, .color, .pointSize, .opacity, .names, .seed]
    case .emergence: [.model, .className]
    case .confusion: [.model, .limit]
    case .groups: [.model, .layer, .by, .bins, .seed, .threads]
    case .suspects: [.model, .kind, .limit]
    case .neurons: [.model, .layer, .className, .by, .score, .projection]
    case .silencing, .atlas: [.model, .layer]
    case .features: [.model, .layer, .limit]
    case .evolution: [.sequence, .bundling]
    case .projection: [.sequence, .frames, .names, .pointSize, .opacity, .seed]
    case .training: [.model]
    }
  }

  /// Throws `ValidationError` for an option that says nothing about this view.
  func refuse(_ given: [Option]) throws {
    for option in given where !options.contains(option) {
      if option == .model {
        let remedy =
          switch self {
          case .cka: ", which shows all networks of the study."
          case .compare: "; name both with --models."
          default: "; choose a --sequence."
          }
        throw ValidationError("--model does not go with --view \(rawValue)\(remedy)")
      }
      let views = FigureView.allCases.filter { $0.options.contains(option) }.map(\.rawValue)
      let list =
        views.count < 2 ? views.joined() : views.dropLast().joined(separator: ", ") + " and \(views.last ?? "")"
      throw ValidationError("--\(option.rawValue) goes with --view \(list) only.")
    }
  }
}
