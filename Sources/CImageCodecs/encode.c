#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "CImageCodecs.h"

void strata_bytes_free(uint8_t *bytes) { free(bytes); }

typedef struct {
  struct jpeg_compress_struct library;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  unsigned char *bytes;
  unsigned long size;
} jpeg_writer;

static void on_jpeg_error(j_common_ptr library) {
  jpeg_writer *writer = library->client_data;
  longjmp(writer->escape, 1);
}

static void on_jpeg_message(j_common_ptr library, int level) {
  (void)library;
  (void)level;
}

static void write_jpeg(
    jpeg_writer *writer, const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality) {
  struct jpeg_compress_struct *library = &writer->library;
  jpeg_create_compress(library);
  jpeg_mem_dest(library, &writer->bytes, &writer->size);
  library->image_width = width;
  library->image_height = height;
  library->input_components = (int)channels;
  library->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(library);
  jpeg_set_quality(library, quality, TRUE);
  library->optimize_coding = TRUE;
  jpeg_start_compress(library, TRUE);
  while (library->next_scanline < height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)library->next_scanline * width * channels);
    jpeg_write_scanlines(library, &row, 1);
  }
  jpeg_finish_compress(library);
}

strata_image_status strata_encode_jpeg(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality, uint8_t **bytes,
    size_t *size) {
  if (width > JPEG_MAX_DIMENSION || height > JPEG_MAX_DIMENSION) return STRATA_IMAGE_TOO_LARGE;
  jpeg_writer *writer = calloc(1, sizeof(jpeg_writer));
  if (!writer) return STRATA_IMAGE_OUT_OF_MEMORY;
  writer->library.err = jpeg_std_error(&writer->errors);
  writer->errors.error_exit = on_jpeg_error;
  writer->errors.emit_message = on_jpeg_message;
  writer->library.client_data = writer;
  strata_image_status status = STRATA_IMAGE_OK;
  if (setjmp(writer->escape)) {
    status = STRATA_IMAGE_OUT_OF_MEMORY;
    free(writer->bytes);
  } else {
    write_jpeg(writer, pixels, width, height, channels, quality);
    *bytes = writer->bytes;
    *size = writer->size;
  }
  jpeg_destroy_compress(&writer->library);
  free(writer);
  return status;
}

typedef struct {
  png_structp library;
  png_infop info;
  uint8_t *bytes;
  size_t size, capacity;
  jmp_buf escape;
} png_writer;

static _Noreturn void on_png_error(png_structp library, png_const_charp message) {
  (void)message;
  png_writer *writer = png_get_error_ptr(library);
  longjmp(writer->escape, 1);
}

static void on_png_warning(png_structp library, png_const_charp message) {
  (void)library;
  (void)message;
}

static void on_png_write(png_structp library, png_bytep data, size_t count) {
  png_writer *writer = png_get_io_ptr(library);
  if (writer->size + count > writer->capacity) {
    size_t capacity = 2 * (writer->size + count) + 4096;
    uint8_t *bytes = realloc(writer->bytes, capacity);
    if (!bytes) png_error(library, "out of memory");
    writer->bytes = bytes;
    writer->capacity = capacity;
  }
  memcpy(writer->bytes + writer->size, data, count);
  writer->size += count;
}

static void on_png_flush(png_structp library) { (void)library; }

static void write_png(
    png_writer *writer, const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels) {
  png_set_write_fn(writer->library, writer, on_png_write, on_png_flush);
  png_set_user_limits(writer->library, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(
      writer->library, writer->info, width, height, 8, channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
      PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(writer->library, writer->info);
  for (uint32_t y = 0; y < height; y++)
    png_write_row(writer->library, (png_const_bytep)(pixels + (size_t)y * width * channels));
  png_write_end(writer->library, writer->info);
}

strata_image_status strata_encode_png(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, uint8_t **bytes, size_t *size) {
  png_writer *writer = calloc(1, sizeof(png_writer));
  if (!writer) return STRATA_IMAGE_OUT_OF_MEMORY;
  strata_image_status status = STRATA_IMAGE_OK;
  if (setjmp(writer->escape)) {
    status = STRATA_IMAGE_OUT_OF_MEMORY;
    free(writer->bytes);
  } else {
    writer->library = png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, on_png_error, on_png_warning);
    writer->info = writer->library ? png_create_info_struct(writer->library) : NULL;
    if (!writer->info) {
      status = STRATA_IMAGE_OUT_OF_MEMORY;
    } else {
      write_png(writer, pixels, width, height, channels);
      *bytes = writer->bytes;
      *size = writer->size;
    }
  }
  if (writer->library) png_destroy_write_struct(&writer->library, &writer->info);
  free(writer);
  return status;
}
