#ifndef STRATA_IMAGE_DECODER_H
#define STRATA_IMAGE_DECODER_H

#include <stddef.h>
#include <stdint.h>

#include "CImageCodecs.h"

typedef struct {
  uint8_t *bytes;
  size_t capacity;
} strata_buffer;

struct strata_decoder {
  void *jpeg;  // created with the first JPEG, kept for the next
  strata_buffer pixels;
  strata_buffer scratch;
  uint64_t width, height;
  const char *format;
  char message[256];
};

// What one decoding was asked for, and what it found.
typedef struct {
  const uint8_t *bytes;
  size_t size;
  uint32_t shorter_side;
  uint64_t maximum_pixels;
  const uint8_t *background;
  uint32_t width, height, channels;
  int orientation;
} strata_task;

// Makes room for width * height * channels bytes. NULL without memory.
uint8_t *strata_buffer_reserve(strata_buffer *buffer, uint64_t width, uint64_t height, uint64_t channels);
// Notes the size in the header and refuses what is beyond the limit.
strata_image_status strata_check_size(
    strata_decoder *decoder, const strata_task *task, uint64_t width, uint64_t height);
void strata_set_message(strata_decoder *decoder, const char *message);
// Value of the EXIF orientation tag (1 to 8), 1 if there is none. `bytes` begins with the TIFF header.
int strata_exif_orientation(const uint8_t *bytes, size_t size);
// 2 or 4 channels with alpha last, laid over the background in place: 1 or 3 channels remain.
void strata_composite(uint8_t *pixels, size_t count, uint32_t channels, const uint8_t *background);

strata_image_status strata_decode_jpeg(strata_decoder *decoder, strata_task *task);
strata_image_status strata_decode_png(strata_decoder *decoder, strata_task *task);
strata_image_status strata_decode_webp(strata_decoder *decoder, strata_task *task);
void strata_jpeg_destroy(strata_decoder *decoder);

#endif
