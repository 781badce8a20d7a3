/// Names on a map, each at or near its place and none on another.
struct NamePlacement {
  private var taken: [FigureRectangle]
  private let room: FigureRectangle

  init(in room: FigureRectangle, avoiding taken: [FigureRectangle] = []) { (self.room, self.taken) = (room, taken) }

  /// Draws a name on its own ground, at the nearest place that is free; nowhere if there is none.
  mutating func draw(_ name: String, at x: Double, _ y: Double, size: Double, on canvas: FigureCanvas) {
    let look = canvas.look
    let text = look.shortenedName(name, to: room.width - 2, size: size, isBold: true)
    let (width, height) = (look.width(of: text, size: size, isBold: true), size * 1.15)
    for (right, down) in Self.steps {
      let box = FigureRectangle(
        x: min(max(x + right * width * 0.55 - width / 2, room.x + 1), room.right - width - 1),
        y: min(max(y + down * height - height / 2, room.y + 1), room.bottom - height - 1), width: width,
        height: height)
      guard !taken.contains(where: { $0.overlaps(box) }) else { continue }
      taken.append(box)
      canvas.textOnGround(text, box.middle.x, box.middle.y + size * 0.36, size: size, look.theme.ink)
      return
    }
  }

  /// Draws the name of points in their middle, or above them where it would hide them.
  mutating func draw(_ name: String, of points: [(x: Double, y: Double)], size: Double, on canvas: FigureCanvas) {
    let (xs, ys) = (points.map(\.x).sorted(), points.map(\.y).sorted())
    guard let last = xs.indices.last else { return }
    let (top, bottom) = (ys[last / 10], ys[last - last / 10])
    draw(
      name, at: xs[points.count / 2], bottom - top < 3 * size ? top - 1.1 * size : ys[points.count / 2], size: size,
      on: canvas)
  }

  /// From the middle outwards.
  private static let steps: [(right: Double, down: Double)] = (0..<5).flatMap { ring -> [(Double, Double)] in
    let far = Double(ring)
    guard ring > 0 else { return [(0, 0)] }
    return [(0, far), (0, -far), (far, 0), (-far, 0), (far, far), (-far, -far), (far, -far), (-far, far)]
  }
}
