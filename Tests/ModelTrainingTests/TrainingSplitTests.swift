import ModelTraining
import Testing

@Suite("Images held back for validation")
struct TrainingSplitTests {
  let labels = (0..<1000).map { $0 % 10 == 0 ? 1 : $0 % 3 == 0 ? 2 : 0 }

  @Test("every class gives its share, nothing is in both parts")
  func stratified() {
    let split = TrainingSplit(labels: labels, validationShare: 0.2, seed: 1)
    #expect(Set(split.training).isDisjoint(with: split.validation))
    #expect((split.training + split.validation).sorted() == Array(0..<1000))
    for label in 0...2 {
      let all = labels.count { $0 == label }
      let held = split.validation.count { labels[$0] == label }
      #expect(abs(Double(held) - 0.2 * Double(all)) <= 0.5)
    }
    #expect(split == TrainingSplit(labels: labels, validationShare: 0.2, seed: 1))
    #expect(split != TrainingSplit(labels: labels, validationShare: 0.2, seed: 2))
  }

  @Test("a class of one image stays for training, and no share holds nothing back")
  func edges() {
    #expect(TrainingSplit(labels: [0, 0, 1], validationShare: 0.9, seed: 1).training.contains(2))
    #expect(TrainingSplit(labels: labels, validationShare: 0, seed: 1).validation.isEmpty)
  }

  @Test("each epoch shows every training image once, in an order of its own")
  func order() {
    let split = TrainingSplit(labels: labels, validationShare: 0.2, seed: 1)
    let orders = (1...3).map { split.order(ofEpoch: $0, seed: 1) }
    for order in orders { #expect(order.sorted() == split.training) }
    #expect(orders[0] != orders[1] && orders[1] != orders[2])
    #expect(orders[0] == split.order(ofEpoch: 1, seed: 1))
  }
}
