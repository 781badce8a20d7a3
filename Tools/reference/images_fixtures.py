"""Makes the image fixtures of ImageDatasetsTests with Pillow.

    python3 -m pip install Pillow==11.3.0 numpy
    python3 Tools/reference/images_fixtures.py Tests/ImageDatasetsTests/Fixtures

All pictures are synthetic. Made with Pillow 11.3.0 (libjpeg-turbo as bundled with its wheel); Pillow 13 takes the vertical
pass first where the height shrinks much more than the width, which changes some pixels by 1 there and nothing where the
proportions are kept. Expected pixels are what Pillow decodes or resizes, stored as lossless PNG; `resize.json` lists the resizings. torchvision's Resize and
CenterCrop on PIL images call the same Pillow functions: sizes and offsets below follow its source
(torchvision/transforms/functional.py, _compute_resized_output_size and center_crop).
"""

import json
import sys
from pathlib import Path

import numpy
from PIL import Image

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)


def scene(width, height, seed):
    """Gradients, hard edges and noise: something of everything that resizing and JPEG can get wrong."""
    random = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:height, 0:width].astype(float)
    picture = numpy.stack(
        [255 * x / width, 255 * y / height, 127 + 120 * numpy.sin(x / 3.1) * numpy.cos(y / 4.7)], axis=-1)
    picture[height // 4 : height // 2, width // 5 : width // 2] = (250, 30, 20)
    picture[((x + y).astype(int) % 16 < 3) & (x > width * 0.6)] = (10, 10, 240)
    picture += random.normal(0, 8, picture.shape)
    return Image.fromarray(picture.clip(0, 255).astype(numpy.uint8), "RGB")


def marked(width=32, height=16):
    """A different color in each corner, so that every orientation can be told; the edges lie on JPEG's blocks of 8."""
    picture = numpy.full((height, width, 3), 128, numpy.uint8)
    picture[: height // 2, : width // 2] = (255, 0, 0)
    picture[: height // 2, width // 2 :] = (0, 255, 0)
    picture[height // 2 :, : width // 2] = (0, 0, 255)
    return Image.fromarray(picture, "RGB")


color = scene(61, 47, 1)
gray = scene(40, 52, 2).convert("L")

# Decoding: the file and what Pillow sees in it.
color.save(out / "color-420.jpg", quality=90, subsampling=2)
color.save(out / "color-444.jpg", quality=90, subsampling=0)
color.save(out / "progressive.jpg", quality=80, progressive=True)
gray.save(out / "gray.jpg", quality=90)
color.convert("CMYK").save(out / "cmyk.jpg", quality=92)
color.save(out / "lossy.webp", quality=85)
color.save(out / "lossless.webp", lossless=True)
for name in ["color-420.jpg", "color-444.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "lossy.webp"]:
    image = Image.open(out / name)
    image.convert("L" if image.mode == "L" else "RGB").save(out / (name + ".expected.png"), optimize=True)

color.save(out / "color.png")
gray.save(out / "gray.png")
color.quantize(16).save(out / "palette.png")
color.quantize(16).convert("RGB").save(out / "palette.expected.png")
deep = (numpy.arange(16 * 16, dtype=numpy.uint32).reshape(16, 16) * 257 + 100).clip(0, 65535).astype(numpy.uint16)
Image.fromarray(deep).save(out / "gray-16bit.png")
bits = Image.fromarray((numpy.indices((9, 13)).sum(axis=0) % 3 == 0).astype(numpy.uint8) * 255).convert("1")
bits.save(out / "one-bit.png")
bits.convert("L").save(out / "one-bit.expected.png")

# Transparency: over white as Pillow's alpha_composite has it.
alpha = numpy.tile((numpy.arange(61) * 4 % 256).astype(numpy.uint8), (47, 1))
transparent = color.copy()
transparent.putalpha(Image.fromarray(alpha, "L"))
transparent.save(out / "alpha.png")
transparent.save(out / "alpha.webp", lossless=True, exact=True)
white = Image.new("RGBA", color.size, (255, 255, 255, 255))
Image.alpha_composite(white, transparent).convert("RGB").save(out / "alpha.expected.png")

# All orientations: what is upright must come out the same for every tag.
upright = marked()
undo = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
upright.save(out / "upright.png")
for tag, operation in undo.items():
    stored = upright.transpose(operation) if operation is not None else upright
    exif = Image.Exif()
    exif[0x0112] = tag
    stored.save(out / f"orientation-{tag}.png", exif=exif)
    stored.save(out / f"orientation-{tag}.jpg", quality=100, subsampling=0, exif=exif)
    stored.save(out / f"orientation-{tag}.webp", lossless=True, exif=exif)

# Resizing, exactly.
filters = {"box": Image.Resampling.BOX, "bilinear": Image.Resampling.BILINEAR,
           "bicubic": Image.Resampling.BICUBIC, "lanczos": Image.Resampling.LANCZOS}
cases = []
for source, image in [("color.png", color), ("gray.png", gray)]:
    for width, height in [(24, 18), (100, 77), (61, 20), (30, 52), (7, 90), (1, 1)]:
        for name, kind in filters.items():
            if (source, name) == ("gray.png", "box"):
                continue
            file = f"resize-{Path(source).stem}-{width}x{height}-{name}.png"
            image.resize((width, height), kind).save(out / file, optimize=True)
            cases.append({"source": source, "width": width, "height": height, "interpolation": name, "expected": file})


def resize_and_crop(image, side, crop, kind):
    width, height = image.size
    size = (side, int(side * height / width)) if width <= height else (int(side * width / height), side)
    image = image.resize(size, kind) if size != image.size else image
    width, height = image.size
    if crop > width or crop > height:
        left, top = max(0, (crop - width) // 2), max(0, (crop - height) // 2)
        padded = Image.new(image.mode, (max(crop, width), max(crop, height)))
        padded.paste(image, (left, top))
        image, (width, height) = padded, padded.size
    top, left = int(round((height - crop) / 2.0)), int(round((width - crop) / 2.0))
    return image.crop((left, top, left + crop, top + crop))


crops = []
for source, image in [("color.png", color), ("gray.png", gray)]:
    for side, crop in [(32, 28), (33, 28), (47, 32), (80, 64), (20, 26)]:
        for name in ["bilinear", "bicubic"]:
            file = f"crop-{Path(source).stem}-{side}-{crop}-{name}.png"
            resize_and_crop(image, side, crop, filters[name]).save(out / file, optimize=True)
            crops.append({"source": source, "resize": side, "crop": crop, "interpolation": name, "expected": file})
(out / "resize.json").write_text(json.dumps({"resize": cases, "crop": crops}, indent=1) + "\n")
color.convert("L").save(out / "luma.expected.png")
