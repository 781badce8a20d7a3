#ifndef STRATA_IMAGE_CODECS_H
#define STRATA_IMAGE_CODECS_H

// JPEG, PNG and WebP behind one plain interface. libjpeg and libpng report errors by longjmp; every jump starts
// and ends inside this target, so that none crosses a Swift frame. No function here keeps a pointer to its input.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  STRATA_IMAGE_OK = 0,
  STRATA_IMAGE_UNKNOWN_FORMAT,
  STRATA_IMAGE_CORRUPT,
  STRATA_IMAGE_TRUNCATED,
  STRATA_IMAGE_TOO_LARGE,
  STRATA_IMAGE_UNSUPPORTED,
  STRATA_IMAGE_OUT_OF_MEMORY,
} strata_image_status;

typedef struct strata_decoder strata_decoder;

typedef struct {
  const uint8_t *pixels;  // interleaved rows without padding; valid until the next call on the same decoder
  uint32_t width, height, channels;    // channels: 1 (grey) or 3 (RGB)
  uint32_t full_width, full_height;    // as the file says, before orientation and before scaling in the decoder
} strata_image;

strata_decoder *strata_decoder_create(void);  // NULL without memory
void strata_decoder_destroy(strata_decoder *decoder);

// Decodes one image. EXIF orientation is applied, transparency is laid over `background` (RGB).
// `shorter_side`: 0 decodes at full size; otherwise a JPEG may be decoded at 1/2, 1/4 or 1/8 size, as long as
// its shorter side stays at least this long.
strata_image_status strata_decode(
    strata_decoder *decoder, const uint8_t *bytes, size_t size, uint32_t shorter_side, uint64_t maximum_pixels,
    const uint8_t *background, strata_image *image);

// What the format's library said about the last failure, or "".
const char *strata_decoder_message(const strata_decoder *decoder);
// "JPEG", "PNG", "WebP", the name of a recognised format that cannot be read ("GIF", ...), or "".
const char *strata_decoder_format(const strata_decoder *decoder);
// Size as the header of the last image said, 0 when it was not read.
void strata_decoder_size(const strata_decoder *decoder, uint64_t *width, uint64_t *height);

// Encoders. `*bytes` is to be freed with strata_bytes_free.
strata_image_status strata_encode_jpeg(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality, uint8_t **bytes,
    size_t *size);
strata_image_status strata_encode_png(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, uint8_t **bytes, size_t *size);
// `quality`: 0 to 100, or below 0 for a file without loss. Grey becomes three equal channels, as the format has no grey.
strata_image_status strata_encode_webp(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality, uint8_t **bytes,
    size_t *size);
void strata_bytes_free(uint8_t *bytes);

// What reads and writes the formats: "libjpeg-turbo 2.1.5", "1.6.39", 1.2.4. The first as compiled, the others as loaded.
const char *strata_jpeg_version(void);
const char *strata_png_version(void);
void strata_webp_version(int *major, int *minor, int *revision);

// Resampling passes with Pillow's fixed-point arithmetic: weights carry 22 bits after the point.
// `starts[i]`, `counts[i]`: the first source position and the number of taps of output i; its weights begin at
// `weights + i * stride`.
typedef struct {
  const int32_t *starts;
  const int32_t *counts;
  const int32_t *weights;
  int32_t stride;
  int32_t count;
} strata_taps;

// One row of `source_width` pixels to one row of taps->count pixels.
void strata_resample_row(
    const uint8_t *source, int32_t source_width, int32_t channels, strata_taps taps, uint8_t *output);
// `tap_count` rows of `row_bytes` bytes, `stride` bytes apart, beginning at `source`, to one row.
void strata_resample_column(
    const uint8_t *source, size_t stride, size_t row_bytes, const int32_t *weights, int32_t tap_count,
    uint8_t *output);

#ifdef __cplusplus
}
#endif
#endif
