#include <string.h>
#include <webp/decode.h>

#include "decoder.h"

static size_t little_endian_32(const uint8_t *bytes) {
  return (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 24;
}

// Walks the RIFF chunks to the one with EXIF data; libwebp itself does not read it.
static int orientation_of(const strata_task *task) {
  size_t position = 12;
  while (position + 8 <= task->size) {
    const uint8_t *chunk = task->bytes + position;
    size_t length = little_endian_32(chunk + 4);
    size_t left = task->size - position - 8;
    if (length > left) return 1;
    if (!memcmp(chunk, "EXIF", 4)) {
      const uint8_t *data = chunk + 8;
      // Some writers keep the prefix that only JPEG needs.
      size_t prefix = length > 6 && !memcmp(data, "Exif\0\0", 6) ? 6 : 0;
      return strata_exif_orientation(data + prefix, length - prefix);
    }
    position += 8 + length + (length & 1);
  }
  return 1;
}

static strata_image_status status_of(strata_decoder *decoder, VP8StatusCode code) {
  switch (code) {
  case VP8_STATUS_OK:
    return STRATA_IMAGE_OK;
  case VP8_STATUS_OUT_OF_MEMORY:
    return STRATA_IMAGE_OUT_OF_MEMORY;
  case VP8_STATUS_NOT_ENOUGH_DATA:
    return STRATA_IMAGE_TRUNCATED;
  case VP8_STATUS_UNSUPPORTED_FEATURE:
    strata_set_message(decoder, "it uses a feature that libwebp does not know");
    return STRATA_IMAGE_UNSUPPORTED;
  default:
    strata_set_message(decoder, "its bitstream is damaged");
    return STRATA_IMAGE_CORRUPT;
  }
}

strata_image_status strata_decode_webp(strata_decoder *decoder, strata_task *task) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return STRATA_IMAGE_UNSUPPORTED;
  strata_image_status status = status_of(decoder, WebPGetFeatures(task->bytes, task->size, &config.input));
  if (status != STRATA_IMAGE_OK) return status;
  uint64_t width = (uint64_t)config.input.width, height = (uint64_t)config.input.height;
  status = strata_check_size(decoder, task, width, height);
  if (status != STRATA_IMAGE_OK) return status;
  if (config.input.has_animation) {
    strata_set_message(decoder, "it is an animation");
    return STRATA_IMAGE_UNSUPPORTED;
  }
  uint32_t channels = config.input.has_alpha ? 4 : 3;
  uint8_t *pixels = strata_buffer_reserve(&decoder->pixels, width, height, channels);
  if (!pixels) return STRATA_IMAGE_OUT_OF_MEMORY;
  config.output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels;
  config.output.u.RGBA.stride = (int)(width * channels);
  config.output.u.RGBA.size = (size_t)(width * height * channels);
  status = status_of(decoder, WebPDecode(task->bytes, task->size, &config));
  WebPFreeDecBuffer(&config.output);
  if (status != STRATA_IMAGE_OK) return status;
  if (channels == 4) strata_composite(pixels, width * height, channels, task->background);
  task->orientation = orientation_of(task);
  task->width = (uint32_t)width;
  task->height = (uint32_t)height;
  task->channels = 3;
  return STRATA_IMAGE_OK;
}
