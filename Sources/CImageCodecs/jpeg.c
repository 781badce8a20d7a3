#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// jpeglib.h needs FILE and size_t from the headers above.
#include <jerror.h>
#include <jpeglib.h>

#include "decoder.h"

// A progressive file may ask for any number of passes over all its coefficients; real ones have about ten.
enum { maximum_scans = 200, rows_at_once = 16 };

typedef struct {
  struct jpeg_decompress_struct library;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  strata_image_status status;
  strata_decoder *decoder;
} jpeg_reader;

static _Noreturn void fail(j_common_ptr library, strata_image_status status) {
  jpeg_reader *reader = library->client_data;
  char text[JMSG_LENGTH_MAX];
  library->err->format_message(library, text);
  strata_set_message(reader->decoder, text);
  reader->status = status;
  longjmp(reader->escape, 1);
}

static void on_error(j_common_ptr library) {
  int code = library->err->msg_code;
  if (code == JERR_OUT_OF_MEMORY) fail(library, STRATA_IMAGE_OUT_OF_MEMORY);
  if (code == JERR_INPUT_EOF || code == JERR_INPUT_EMPTY) fail(library, STRATA_IMAGE_TRUNCATED);
  if (code == JERR_IMAGE_TOO_BIG) fail(library, STRATA_IMAGE_TOO_LARGE);
  if (code == JERR_SOF_UNSUPPORTED || code == JERR_BAD_PRECISION) fail(library, STRATA_IMAGE_UNSUPPORTED);
  fail(library, STRATA_IMAGE_CORRUPT);
}

// libjpeg goes on after damage and fills the rest with grey; such a picture must not enter a study unnoticed.
static void on_message(j_common_ptr library, int level) {
  if (level >= 0) return;
  switch (library->err->msg_code) {
  case JWRN_JPEG_EOF:
    fail(library, STRATA_IMAGE_TRUNCATED);
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_MUST_RESYNC:
    fail(library, STRATA_IMAGE_CORRUPT);
  default:
    return;
  }
}

static void on_progress(j_common_ptr library) {
  j_decompress_ptr decompress = (j_decompress_ptr)library;
  if (decompress->input_scan_number <= maximum_scans) return;
  jpeg_reader *reader = library->client_data;
  strata_set_message(reader->decoder, "it has more than 200 scans");
  reader->status = STRATA_IMAGE_CORRUPT;
  longjmp(reader->escape, 1);
}

static void on_output(j_common_ptr library) { (void)library; }

static jpeg_reader *reader_of(strata_decoder *decoder) {
  if (decoder->jpeg) return decoder->jpeg;
  jpeg_reader *reader = calloc(1, sizeof(jpeg_reader));
  if (!reader) return NULL;
  reader->library.err = jpeg_std_error(&reader->errors);
  reader->errors.error_exit = on_error;
  reader->errors.emit_message = on_message;
  reader->errors.output_message = on_output;
  reader->library.client_data = reader;
  reader->decoder = decoder;
  if (setjmp(reader->escape)) {
    jpeg_destroy_decompress(&reader->library);
    free(reader);
    return NULL;
  }
  jpeg_create_decompress(&reader->library);
  reader->progress.progress_monitor = on_progress;
  reader->library.progress = &reader->progress;
  jpeg_save_markers(&reader->library, JPEG_APP0 + 1, 0xFFFF);
  decoder->jpeg = reader;
  return reader;
}

void strata_jpeg_destroy(strata_decoder *decoder) {
  jpeg_reader *reader = decoder->jpeg;
  if (!reader) return;
  jpeg_destroy_decompress(&reader->library);
  free(reader);
  decoder->jpeg = NULL;
}

static int orientation_of(const struct jpeg_decompress_struct *library) {
  for (jpeg_saved_marker_ptr marker = library->marker_list; marker; marker = marker->next) {
    if (marker->data_length > 6 && !memcmp(marker->data, "Exif\0\0", 6))
      return strata_exif_orientation(marker->data + 6, marker->data_length - 6);
  }
  return 1;
}

static void choose_scale(struct jpeg_decompress_struct *library, uint32_t shorter_side) {
  if (shorter_side == 0) return;
  uint32_t shorter = library->image_width < library->image_height ? library->image_width : library->image_height;
  for (unsigned numerator = 1; numerator < 8; numerator *= 2) {
    if ((shorter * (uint64_t)numerator + 7) / 8 < shorter_side) continue;
    library->scale_num = numerator;
    library->scale_denom = 8;
    return;
  }
}

// CMYK as Adobe writes it (0 is full ink) to RGB, with Pillow's arithmetic.
static void cmyk_to_rgb(uint8_t *pixels, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint8_t *from = pixels + i * 4;
    uint8_t *to = pixels + i * 3;
    unsigned white = from[3];
    for (int c = 0; c < 3; c++) {
      unsigned product = (255u - from[c]) * white + 128;
      to[c] = (uint8_t)(white - ((product + (product >> 8)) >> 8));
    }
  }
}

static void read_rows(struct jpeg_decompress_struct *library, uint8_t *pixels) {
  size_t row_bytes = (size_t)library->output_width * (size_t)library->output_components;
  while (library->output_scanline < library->output_height) {
    JSAMPROW rows[rows_at_once];
    unsigned left = library->output_height - library->output_scanline;
    unsigned count = left < rows_at_once ? left : rows_at_once;
    for (unsigned i = 0; i < count; i++) rows[i] = pixels + (library->output_scanline + i) * row_bytes;
    jpeg_read_scanlines(library, rows, count);
  }
}

strata_image_status strata_decode_jpeg(strata_decoder *decoder, strata_task *task) {
  jpeg_reader *reader = reader_of(decoder);
  if (!reader) return STRATA_IMAGE_OUT_OF_MEMORY;
  struct jpeg_decompress_struct *library = &reader->library;
  if (setjmp(reader->escape)) {
    jpeg_abort_decompress(library);
    return reader->status;
  }
  jpeg_mem_src(library, (unsigned char *)task->bytes, task->size);
  jpeg_read_header(library, TRUE);
  strata_image_status size = strata_check_size(decoder, task, library->image_width, library->image_height);
  if (size != STRATA_IMAGE_OK) {
    jpeg_abort_decompress(library);
    return size;
  }
  task->orientation = orientation_of(library);
  int four_inks = library->jpeg_color_space == JCS_CMYK || library->jpeg_color_space == JCS_YCCK;
  int grey = library->jpeg_color_space == JCS_GRAYSCALE;
  library->out_color_space = four_inks ? JCS_CMYK : grey ? JCS_GRAYSCALE : JCS_RGB;
  library->dct_method = JDCT_ISLOW;
  choose_scale(library, task->shorter_side);
  jpeg_start_decompress(library);
  uint64_t width = library->output_width, height = library->output_height;
  uint8_t *pixels =
      strata_buffer_reserve(&decoder->pixels, width, height, (uint64_t)library->output_components);
  if (!pixels) {
    jpeg_abort_decompress(library);
    return STRATA_IMAGE_OUT_OF_MEMORY;
  }
  read_rows(library, pixels);
  jpeg_abort_decompress(library);
  if (four_inks) cmyk_to_rgb(pixels, width * height);
  task->width = (uint32_t)width;
  task->height = (uint32_t)height;
  task->channels = grey ? 1 : 3;
  return STRATA_IMAGE_OK;
}
