#include <stdlib.h>
#include <string.h>
#include <webp/encode.h>

#include "CImageCodecs.h"

strata_image_status strata_encode_webp(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality, uint8_t **bytes,
    size_t *size) {
  if (width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION) return STRATA_IMAGE_TOO_LARGE;
  size_t count = (size_t)width * height;
  uint8_t *colors = NULL;
  if (channels == 1) {
    colors = malloc(3 * count + 1);
    if (!colors) return STRATA_IMAGE_OUT_OF_MEMORY;
    for (size_t i = 0; i < count; i++) memset(colors + 3 * i, pixels[i], 3);
  }
  const uint8_t *source = colors ? colors : pixels;
  uint8_t *made = NULL;
  size_t length = quality < 0 ? WebPEncodeLosslessRGB(source, (int)width, (int)height, 3 * (int)width, &made)
                              : WebPEncodeRGB(source, (int)width, (int)height, 3 * (int)width, (float)quality, &made);
  free(colors);
  strata_image_status status = STRATA_IMAGE_OUT_OF_MEMORY;
  // libwebp releases what it allocates itself.
  uint8_t *copy = length && made ? malloc(length) : NULL;
  if (copy) {
    memcpy(copy, made, length);
    *bytes = copy;
    *size = length;
    status = STRATA_IMAGE_OK;
  }
  WebPFree(made);
  return status;
}
