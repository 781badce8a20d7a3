import Foundation

/// The data sets that `strata dataset get` knows.
public enum DatasetCatalogue {
  /// All of them. Names, sizes and checksums are those of the homes and of the public loaders.
  public static let datasets: [RemoteDataset] = [
    RemoteDataset(
      name: "mnist", summary: "70,000 handwritten digits, grey, 28 x 28 (LeCun, Cortes, Burges; CC BY-SA 3.0)",
      home: address("https://ossci-datasets.s3.amazonaws.com/mnist/"),
      files: [
        RemoteFile(
          name: "train-images-idx3-ubyte.gz", byteCount: 9_912_422, md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        RemoteFile(name: "train-labels-idx1-ubyte.gz", byteCount: 28_881, md5: "d53e105ee54ea40749a09fcbcd1e9432"),
        RemoteFile(name: "t10k-images-idx3-ubyte.gz", byteCount: 1_648_877, md5: "9fb629c4189551a2d022fa330f9573f3"),
        RemoteFile(name: "t10k-labels-idx1-ubyte.gz", byteCount: 4_542, md5: "ec29112dd5afa0611ce80d1b7f02629c"),
      ]),
    RemoteDataset(
      name: "fashion-mnist", summary: "70,000 pieces of clothing, grey, 28 x 28 (Zalando Research; MIT)",
      home: address("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
      files: [
        RemoteFile(
          name: "train-images-idx3-ubyte.gz", byteCount: 26_421_880, md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        RemoteFile(name: "train-labels-idx1-ubyte.gz", byteCount: 29_515, md5: "25c81989df183df01b3e8a0aad5dffbe"),
        RemoteFile(name: "t10k-images-idx3-ubyte.gz", byteCount: 4_422_102, md5: "bef4ecab320f06d8554ea6380940ec79"),
        RemoteFile(name: "t10k-labels-idx1-ubyte.gz", byteCount: 5_148, md5: "bb300cfdad3c16e7a12a480ee83cd310"),
      ],
      classNames: [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
      ]),
    RemoteDataset(
      name: "cifar10", summary: "60,000 photos of ten classes, 32 x 32 (Krizhevsky 2009)",
      home: address("https://www.cs.toronto.edu/~kriz/"),
      files: [
        RemoteFile(
          name: "cifar-10-binary.tar.gz", byteCount: 170_052_171, md5: "c32a1d4ab5d03f1284b67883e8d87530")
      ], packing: .tarGzip),
    RemoteDataset(
      name: "svhn", summary: "99,289 house numbers, 32 x 32 (Netzer et al. 2011; non-commercial use)",
      home: address("http://ufldl.stanford.edu/housenumbers/"),
      files: [
        RemoteFile(name: "train_32x32.mat", byteCount: 182_040_794, md5: "e26dedcc434d2e4c54c9b2d4a06d8373"),
        RemoteFile(name: "test_32x32.mat", byteCount: 64_275_384, md5: "eb5a983be6a315427106f1b164d9cef3"),
      ]),
  ]

  /// The data set of a name.
  /// - Throws: `badInput` that lists the names.
  public static func dataset(named name: String) throws -> RemoteDataset {
    if let found = datasets.first(where: { $0.name == name }) { return found }
    throw DatasetDownloadError(
      kind: .badInput,
      description:
        "There is no data set \"\(name)\" to fetch. Use one of \(datasets.map(\.name).joined(separator: ", ")).")
  }

  private static func address(_ text: String) -> URL {
    guard let url = URL(string: text) else { preconditionFailure("the addresses above are addresses") }
    return url
  }
}
