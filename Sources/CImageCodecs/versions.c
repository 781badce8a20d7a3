#include <stdio.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>

#include "CImageCodecs.h"

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

const char *strata_jpeg_version(void) {
#ifdef LIBJPEG_TURBO_VERSION
  return "libjpeg-turbo " TEXT(LIBJPEG_TURBO_VERSION);
#else
  return "libjpeg " TEXT(JPEG_LIB_VERSION);
#endif
}

const char *strata_png_version(void) { return png_get_libpng_ver(NULL); }

void strata_webp_version(int *major, int *minor, int *revision) {
  int version = WebPGetDecoderVersion();
  *major = version >> 16;
  *minor = (version >> 8) & 0xff;
  *revision = version & 0xff;
}
