/// What a page is made of, as its list of contents is told.
enum PartKind: String, CaseIterable, Sendable {
  case code
  case catalogue
  case embeddings
  case reports
  case neighbors
  case thumbnails
  case topImages
  case channels
  case neurons
  case evolution
  case features
  case atlases
  case images

  var title: String {
    switch self {
    case .code: "page and code"
    case .catalogue: "catalogue and lists"
    case .embeddings: "embeddings"
    case .reports: "predictions and reports"
    case .neighbors: "neighbours"
    case .thumbnails: "thumbnails"
    case .topImages: "top images and channels"
    case .channels: "activations by channel"
    case .neurons: "neurons"
    case .evolution: "evolution"
    case .features: "optimized images"
    case .atlases: "activation atlases"
    case .images: "whole images"
    }
  }

  /// What leaves the whole part out.
  var excludedBy: PrivatePart? {
    switch self {
    case .thumbnails, .images: .images
    case .topImages, .channels: .activations
    case .neurons: .neurons
    case .evolution: .evolution
    case .features: .features
    case .atlases: .atlases
    case .code, .catalogue, .embeddings, .reports, .neighbors: nil
    }
  }
}
