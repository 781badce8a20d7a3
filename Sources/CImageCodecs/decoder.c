#include "decoder.h"

#include <stdlib.h>
#include <string.h>

strata_decoder *strata_decoder_create(void) {
  strata_decoder *decoder = calloc(1, sizeof(strata_decoder));
  if (decoder) decoder->format = "";
  return decoder;
}

void strata_decoder_destroy(strata_decoder *decoder) {
  if (!decoder) return;
  strata_jpeg_destroy(decoder);
  free(decoder->pixels.bytes);
  free(decoder->scratch.bytes);
  free(decoder);
}

const char *strata_decoder_message(const strata_decoder *decoder) { return decoder->message; }

const char *strata_decoder_format(const strata_decoder *decoder) { return decoder->format; }

void strata_decoder_size(const strata_decoder *decoder, uint64_t *width, uint64_t *height) {
  *width = decoder->width;
  *height = decoder->height;
}

void strata_set_message(strata_decoder *decoder, const char *message) {
  strncpy(decoder->message, message, sizeof(decoder->message) - 1);
  decoder->message[sizeof(decoder->message) - 1] = 0;
}

uint8_t *strata_buffer_reserve(strata_buffer *buffer, uint64_t width, uint64_t height, uint64_t channels) {
  // The size check bounds width * height far below 2^60.
  size_t needed = (size_t)(width * height * channels);
  if (needed > buffer->capacity) {
    free(buffer->bytes);
    buffer->bytes = malloc(needed);
    buffer->capacity = buffer->bytes ? needed : 0;
  }
  return buffer->bytes;
}

strata_image_status strata_check_size(
    strata_decoder *decoder, const strata_task *task, uint64_t width, uint64_t height) {
  decoder->width = width;
  decoder->height = height;
  if (width == 0 || height == 0) {
    strata_set_message(decoder, "its header gives an empty size");
    return STRATA_IMAGE_CORRUPT;
  }
  if (width > UINT32_MAX || height > UINT32_MAX || width * height > task->maximum_pixels) return STRATA_IMAGE_TOO_LARGE;
  return STRATA_IMAGE_OK;
}

static uint32_t read_integer(const uint8_t *bytes, int count, int little_endian) {
  uint32_t value = 0;
  for (int i = 0; i < count; i++) {
    int shift = 8 * (little_endian ? i : count - 1 - i);
    value |= (uint32_t)bytes[i] << shift;
  }
  return value;
}

int strata_exif_orientation(const uint8_t *bytes, size_t size) {
  if (size < 8) return 1;
  int little_endian = bytes[0] == 'I' && bytes[1] == 'I';
  if (!little_endian && !(bytes[0] == 'M' && bytes[1] == 'M')) return 1;
  if (read_integer(bytes + 2, 2, little_endian) != 42) return 1;
  size_t directory = read_integer(bytes + 4, 4, little_endian);
  if (directory > size - 2) return 1;
  size_t entries = read_integer(bytes + directory, 2, little_endian);
  for (size_t i = 0; i < entries; i++) {
    size_t entry = directory + 2 + i * 12;
    if (entry + 12 > size) return 1;
    if (read_integer(bytes + entry, 2, little_endian) != 0x0112) continue;
    uint32_t type = read_integer(bytes + entry + 2, 2, little_endian);
    uint32_t value = type == 4 ? read_integer(bytes + entry + 8, 4, little_endian)
                               : read_integer(bytes + entry + 8, 2, little_endian);
    return value >= 1 && value <= 8 ? (int)value : 1;
  }
  return 1;
}

static uint8_t blend(unsigned value, unsigned alpha, unsigned background) {
  unsigned sum = value * alpha + background * (255 - alpha) + 128;
  return (uint8_t)((sum + (sum >> 8)) >> 8);
}

void strata_composite(uint8_t *pixels, size_t count, uint32_t channels, const uint8_t *background) {
  uint32_t colors = channels - 1;
  // A grey image gets the luma of the background.
  uint8_t grey = (uint8_t)((background[0] * 19595u + background[1] * 38470u + background[2] * 7471u + 0x8000u) >> 16);
  for (size_t i = 0; i < count; i++) {
    const uint8_t *from = pixels + i * channels;
    uint8_t *to = pixels + i * colors;
    unsigned alpha = from[colors];
    for (uint32_t c = 0; c < colors; c++) to[c] = blend(from[c], alpha, colors == 1 ? grey : background[c]);
  }
}

// EXIF orientation: destination (x, y) takes source (sx, sy). 5 to 8 swap the sides.
static void orient(const strata_task *task, const uint8_t *source, uint8_t *output) {
  size_t width = task->width, height = task->height, channels = task->channels;
  int orientation = task->orientation, swapped = orientation >= 5;
  size_t out_width = swapped ? height : width, out_height = swapped ? width : height;
  for (size_t y = 0; y < out_height; y++) {
    for (size_t x = 0; x < out_width; x++) {
      size_t sx = swapped ? y : x, sy = swapped ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) sx = width - 1 - sx;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) sy = height - 1 - sy;
      const uint8_t *from = source + (sy * width + sx) * channels;
      uint8_t *to = output + (y * out_width + x) * channels;
      for (size_t c = 0; c < channels; c++) to[c] = from[c];
    }
  }
}

static const char *foreign_format(const uint8_t *bytes, size_t size) {
  if (size >= 6 && (!memcmp(bytes, "GIF87a", 6) || !memcmp(bytes, "GIF89a", 6))) return "GIF";
  if (size >= 4 && (!memcmp(bytes, "II*\0", 4) || !memcmp(bytes, "MM\0*", 4))) return "TIFF";
  if (size >= 12 && !memcmp(bytes + 4, "ftypavi", 7)) return "AVIF";
  if (size >= 12 && !memcmp(bytes + 4, "ftyp", 4)) return "HEIF";
  if (size >= 2 && !memcmp(bytes, "BM", 2)) return "BMP";
  return "";
}

static strata_image_status decode_any(strata_decoder *decoder, strata_task *task) {
  static const uint8_t png[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  const uint8_t *bytes = task->bytes;
  if (task->size >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF) {
    decoder->format = "JPEG";
    return strata_decode_jpeg(decoder, task);
  }
  if (task->size >= 8 && !memcmp(bytes, png, 8)) {
    decoder->format = "PNG";
    return strata_decode_png(decoder, task);
  }
  if (task->size >= 12 && !memcmp(bytes, "RIFF", 4) && !memcmp(bytes + 8, "WEBP", 4)) {
    decoder->format = "WebP";
    return strata_decode_webp(decoder, task);
  }
  decoder->format = foreign_format(bytes, task->size);
  return STRATA_IMAGE_UNKNOWN_FORMAT;
}

strata_image_status strata_decode(
    strata_decoder *decoder, const uint8_t *bytes, size_t size, uint32_t shorter_side, uint64_t maximum_pixels,
    const uint8_t *background, strata_image *image) {
  decoder->message[0] = 0;
  decoder->width = decoder->height = 0;
  strata_task task = {
      .bytes = bytes, .size = size, .shorter_side = shorter_side, .maximum_pixels = maximum_pixels,
      .background = background, .orientation = 1};
  strata_image_status status = decode_any(decoder, &task);
  if (status != STRATA_IMAGE_OK) return status;
  const uint8_t *pixels = decoder->pixels.bytes;
  int swapped = task.orientation >= 5;
  if (task.orientation > 1) {
    uint8_t *upright = strata_buffer_reserve(&decoder->scratch, task.width, task.height, task.channels);
    if (!upright) return STRATA_IMAGE_OUT_OF_MEMORY;
    orient(&task, pixels, upright);
    pixels = upright;
  }
  image->pixels = pixels;
  image->width = swapped ? task.height : task.width;
  image->height = swapped ? task.width : task.height;
  image->channels = task.channels;
  image->full_width = (uint32_t)decoder->width;
  image->full_height = (uint32_t)decoder->height;
  return STRATA_IMAGE_OK;
}
