#include "strata_mat_file.h"

#include <dlfcn.h>
#include <string.h>

#if __has_include(<matio.h>)
#include <matio.h>
#include <pthread.h>

static struct {
  int is_open;
  mat_t *(*open)(const char *, int);
  int (*close)(mat_t *);
  matvar_t *(*info)(mat_t *, const char *);
  int (*read)(mat_t *, matvar_t *);
  void (*release)(matvar_t *);
  int (*log)(const char *, void (*)(int, char *));
} matio;

static void ignore(int level, char *message) {
  (void)level;
  (void)message;
}

static void open_library(void) {
  static const char *const names[] = {
      "libmatio.so.11", "libmatio.so.13", "libmatio.so", "libmatio.dylib", "/opt/homebrew/lib/libmatio.dylib",
      "/usr/local/lib/libmatio.dylib"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && library == NULL; i++) library = dlopen(names[i], RTLD_NOW);
  if (library == NULL) return;
  *(void **)&matio.open = dlsym(library, "Mat_Open");
  *(void **)&matio.close = dlsym(library, "Mat_Close");
  *(void **)&matio.info = dlsym(library, "Mat_VarReadInfo");
  *(void **)&matio.read = dlsym(library, "Mat_VarReadDataAll");
  *(void **)&matio.release = dlsym(library, "Mat_VarFree");
  *(void **)&matio.log = dlsym(library, "Mat_LogInitFunc");
  matio.is_open = matio.open && matio.close && matio.info && matio.read && matio.release;
  // Its messages would stand between ours.
  if (matio.log) matio.log("strata", ignore);
}

static int kind_of(const matvar_t *variable, strata_mat_array *array) {
  switch (variable->class_type) {
  case MAT_C_UINT8: array->element_size = 1; return 1;
  case MAT_C_DOUBLE:
    // matio unpacks numbers that were stored as smaller integers.
    array->element_size = 8;
    array->is_floating_point = 1;
    return 1;
  default: return 0;
  }
}

int strata_mat_read(const char *path, const char *name, size_t largest, strata_mat_array *array) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  memset(array, 0, sizeof *array);
  if (!matio.is_open) return STRATA_MAT_UNAVAILABLE;
  mat_t *file = matio.open(path, MAT_ACC_RDONLY);
  if (file == NULL) return STRATA_MAT_NO_FILE;
  int status = STRATA_MAT_OK;
  matvar_t *variable = matio.info(file, name);
  if (variable == NULL) {
    status = STRATA_MAT_NO_VARIABLE;
  } else if (variable->rank < 1 || variable->rank > 8 || variable->isComplex || !kind_of(variable, array)) {
    status = STRATA_MAT_OTHER_KIND;
  } else {
    size_t count = 1;
    array->rank = variable->rank;
    for (int i = 0; i < variable->rank && status == STRATA_MAT_OK; i++) {
      array->sizes[i] = variable->dims[i];
      if (variable->dims[i] != 0 && count > largest / variable->dims[i]) status = STRATA_MAT_OTHER_KIND;
      count *= variable->dims[i];
    }
    if (status == STRATA_MAT_OK && (matio.read(file, variable) != 0 || (variable->data == NULL && count > 0))) {
      status = STRATA_MAT_DAMAGED;
    }
    // What a compressed variable is made of is only known now.
    if (status == STRATA_MAT_OK && variable->data_size != array->element_size) status = STRATA_MAT_OTHER_KIND;
    array->data = variable->data;
  }
  matio.close(file);
  if (status != STRATA_MAT_OK && variable != NULL) {
    matio.release(variable);
    variable = NULL;
  }
  array->owner = variable;
  return status;
}

void strata_mat_release(strata_mat_array *array) {
  if (array->owner != NULL) matio.release(array->owner);
  memset(array, 0, sizeof *array);
}
#else
int strata_mat_read(const char *path, const char *name, size_t largest, strata_mat_array *array) {
  (void)path;
  (void)name;
  (void)largest;
  memset(array, 0, sizeof *array);
  return STRATA_MAT_UNAVAILABLE;
}

void strata_mat_release(strata_mat_array *array) { memset(array, 0, sizeof *array); }
#endif
