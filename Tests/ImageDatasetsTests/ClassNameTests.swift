import Foundation
import ImageDatasets
import Testing

@Suite("Class names")
struct ClassNameTests {
  private let outputs = ClassNames([
    "n01440764 tench, Tinca tinca", "n02012849 crane", "n03126707 crane",
    "n02110341 dalmatian, coach dog, carriage dog",
  ])

  @Test("text and JSON files give the same classes")
  func files() throws {
    let folder = try TestFolder()
    let text = try folder.write("c.txt", text: "n01440764 tench, Tinca tinca\r\nn01443537 gold_fish\r\n")
    let object = try folder.write(
      "o.json", text: #"{"1": ["n01443537", "gold_fish"], "0": ["n01440764", "tench", "Tinca tinca"]}"#)
    let list = try folder.write("l.json", text: #"["n01440764 tench, Tinca tinca", "n01443537 gold_fish"]"#)
    for file in [text, object, list] {
      let names = try ClassNames(contentsOf: file)
      #expect(names.entries.map(\.wordNetIdentifier) == ["n01440764", "n01443537"])
      #expect(names.displayNames == ["tench, Tinca tinca", "gold fish"], "\(file.lastPathComponent)")
      #expect(names.displayName(of: "n01440764") == "tench")
    }
  }

  @Test(
    "wrong files are named",
    arguments: [
      ("a.txt", "", "names no class"), ("a.txt", "a\n\nb\n", "line 2, is empty"), ("a.json", "{}", "names no class"),
      ("a.json", #"{"0": "a", "2": "b"}"#, "none with the key \"1\""), ("a.json", "[1, 2]", "not a JSON list"),
    ])
  func wrongFiles(name: String, text: String, reason: String) throws {
    let folder = try TestFolder()
    let file = try folder.write(name, text: text)
    let error = try datasetsError { _ = try ClassNames(contentsOf: file) }
    #expect(error.description.contains(file.path) && error.description.contains(reason), "\(error)")
  }

  @Test("labels match by id or any name, whatever the case and underscores")
  func matches() {
    let matching = ClassNameMatching(
      identifiers: ["Coach_Dog", "n01440764", "TINCA-TINCA", "unicorn"], outputs: outputs)
    #expect(matching.outputOfLabel == [3, 0, 0, nil])
    #expect(matching.labelOfOutput == [1, nil, nil, 0])
    #expect(matching.unmatchedLabels == ["unicorn"])
  }

  @Test("a name that two outputs share stays unmatched and is reported")
  func ambiguity() {
    let matching = ClassNameMatching(identifiers: ["crane", "n03126707"], outputs: outputs)
    #expect(matching.outputOfLabel == [nil, 2])
    #expect(matching.ambiguousLabels == ["crane": ["crane", "crane"]])
    #expect(matching.unmatchedLabels == ["crane"])
  }

  @Test("a label map goes before names and is checked")
  func labelMap() throws {
    let folder = try TestFolder()
    try folder.writeImage("data/fish/1.png")
    try folder.writeImage("data/crane/1.png")
    let dataset = try ImageFolder(root: folder.path("data"))
    let map = try folder.write("map.csv", text: "label,output\nfish,Tinca tinca\ncrane,2\n")
    let matching = try ClassNameMatching(dataset: dataset, outputs: outputs, labelMap: map)
    #expect(matching.outputOfLabel == [2, 0] && matching.unmatchedLabels.isEmpty)
    for (text, reason) in [
      ("label,output\nfisch,0\n", "line 2: \"fisch\" is no label"), ("label,output\nfish,17\n", "no output"),
      ("label,output\nfish,crane\n", "names 2 outputs"), ("label\nfish\n", "lacks the columns"),
    ] {
      let wrong = try folder.write("wrong.csv", text: text)
      let error = try datasetsError {
        _ = try ClassNameMatching(dataset: dataset, outputs: outputs, labelMap: wrong)
      }
      #expect(error.description.contains(reason), "\(error)")
    }
  }
}
