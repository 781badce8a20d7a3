#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "decoder.h"

// Everything that must survive a longjmp lives here, not in local variables.
typedef struct {
  strata_decoder *decoder;
  strata_task *task;
  png_structp library;
  png_infop info;
  png_bytep *rows;
  size_t position;
  strata_image_status status;
  jmp_buf escape;
} png_reader;

static _Noreturn void on_error(png_structp library, png_const_charp message) {
  png_reader *reader = png_get_error_ptr(library);
  strata_set_message(reader->decoder, message);
  if (reader->status == STRATA_IMAGE_OK) reader->status = STRATA_IMAGE_CORRUPT;
  longjmp(reader->escape, 1);
}

static void on_warning(png_structp library, png_const_charp message) {
  (void)library;
  (void)message;
}

static void on_read(png_structp library, png_bytep output, size_t count) {
  png_reader *reader = png_get_io_ptr(library);
  if (count > reader->task->size - reader->position) {
    reader->status = STRATA_IMAGE_TRUNCATED;
    png_error(library, "the file ends too early");
  }
  memcpy(output, reader->task->bytes + reader->position, count);
  reader->position += count;
}

static void set_transformations(png_reader *reader) {
  png_set_expand(reader->library);    // palette to RGB, 1 to 4 bits to 8, transparent color to alpha
  png_set_scale_16(reader->library);  // round(v / 257), not the high byte alone
  png_set_interlace_handling(reader->library);
  png_read_update_info(reader->library, reader->info);
}

static strata_image_status read_image(png_reader *reader) {
  strata_task *task = reader->task;
  png_read_info(reader->library, reader->info);
  uint64_t width = png_get_image_width(reader->library, reader->info);
  uint64_t height = png_get_image_height(reader->library, reader->info);
  strata_image_status size = strata_check_size(reader->decoder, task, width, height);
  if (size != STRATA_IMAGE_OK) return size;
  set_transformations(reader);
  uint32_t channels = png_get_channels(reader->library, reader->info);
  size_t row_bytes = png_get_rowbytes(reader->library, reader->info);
  if (channels < 1 || channels > 4 || row_bytes != width * channels) return STRATA_IMAGE_UNSUPPORTED;
  uint8_t *pixels = strata_buffer_reserve(&reader->decoder->pixels, width, height, channels);
  reader->rows = malloc(height * sizeof(png_bytep));
  if (!pixels || !reader->rows) return STRATA_IMAGE_OUT_OF_MEMORY;
  for (uint64_t y = 0; y < height; y++) reader->rows[y] = pixels + y * row_bytes;
  png_read_image(reader->library, reader->rows);
  png_read_end(reader->library, reader->info);
  png_uint_32 exif_size = 0;
  png_bytep exif = NULL;
  if (png_get_eXIf_1(reader->library, reader->info, &exif_size, &exif) && exif)
    task->orientation = strata_exif_orientation(exif, exif_size);
  if (channels == 2 || channels == 4) strata_composite(pixels, width * height, channels--, task->background);
  task->width = (uint32_t)width;
  task->height = (uint32_t)height;
  task->channels = channels;
  return STRATA_IMAGE_OK;
}

strata_image_status strata_decode_png(strata_decoder *decoder, strata_task *task) {
  png_reader *reader = calloc(1, sizeof(png_reader));
  if (!reader) return STRATA_IMAGE_OUT_OF_MEMORY;
  reader->decoder = decoder;
  reader->task = task;
  strata_image_status status;
  if (setjmp(reader->escape)) {
    status = reader->status;
  } else {
    reader->library = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning);
    reader->info = reader->library ? png_create_info_struct(reader->library) : NULL;
    if (!reader->info) {
      status = STRATA_IMAGE_OUT_OF_MEMORY;
    } else {
      png_set_read_fn(reader->library, reader, on_read);
      png_set_user_limits(reader->library, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // strata_check_size decides
      png_set_chunk_malloc_max(reader->library, 16u << 20);
      status = read_image(reader);
    }
  }
  if (reader->library) png_destroy_read_struct(&reader->library, &reader->info, NULL);
  free(reader->rows);
  free(reader);
  return status;
}
