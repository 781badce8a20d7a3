// What the library StrataTorch offers: a table of functions over opaque tensors. `TensorEngine` opens the library when
// gradients are first needed and calls through the table, so that nothing else links libtorch.
//
// Every function returns a status. When it is not STRATA_TORCH_OK, `last_error` of the same thread tells why; the text
// belongs to the library and lasts until the thread's next failure. No function throws. A tensor that comes back
// through `out` belongs to the caller, who gives it to `release` once. Shapes are arrays of 64-bit sizes, outermost
// first; images are [count, channels, height, width]; pairs are (vertical, horizontal). A tensor that a function may do
// without is NULL.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Changes with every change of this file.
#define STRATA_TORCH_INTERFACE_VERSION 5u
// The most dimensions that `describe` tells.
#define STRATA_TORCH_MAXIMUM_RANK 8

typedef struct strata_tensor strata_tensor;

typedef enum strata_torch_status {
  STRATA_TORCH_OK = 0,
  // The arguments do not fit together, as libtorch says.
  STRATA_TORCH_REFUSED = 1,
  STRATA_TORCH_OUT_OF_MEMORY = 2,
  // Anything else that was thrown.
  STRATA_TORCH_FAILED = 3
} strata_torch_status;

typedef enum strata_torch_type {
  STRATA_TORCH_FLOAT32 = 0,
  STRATA_TORCH_FLOAT64 = 1,
  STRATA_TORCH_INT64 = 2,
  // Only results of operators under `set_reduced_precision`.
  STRATA_TORCH_BFLOAT16 = 3
} strata_torch_type;

typedef enum strata_torch_device_kind {
  STRATA_TORCH_CPU = 0,
  STRATA_TORCH_CUDA = 1,
  STRATA_TORCH_MPS = 2
} strata_torch_device_kind;

typedef struct strata_torch_device {
  int32_t kind;
  int32_t index;
} strata_torch_device;

typedef struct strata_torch_description {
  int64_t shape[STRATA_TORCH_MAXIMUM_RANK];
  int32_t rank;
  int32_t type;
  strata_torch_device device;
  bool requires_gradient;
  bool channels_last;
} strata_torch_description;

typedef enum strata_torch_unary {
  STRATA_TORCH_RELU,
  STRATA_TORCH_SIGMOID,
  STRATA_TORCH_TANH,
  STRATA_TORCH_EXPONENTIAL,
  STRATA_TORCH_LOGARITHM,
  STRATA_TORCH_SQUARE_ROOT,
  STRATA_TORCH_ABSOLUTE,
  STRATA_TORCH_NEGATIVE,
  STRATA_TORCH_RECIPROCAL,
  STRATA_TORCH_ERROR_FUNCTION,
  STRATA_TORCH_GELU,
  STRATA_TORCH_GELU_TANH,
  STRATA_TORCH_SOFTPLUS,
  STRATA_TORCH_HARD_SWISH,
  STRATA_TORCH_SINE,
  STRATA_TORCH_COSINE,
  // These four have the gradient 0.
  STRATA_TORCH_FLOOR,
  STRATA_TORCH_CEILING,
  STRATA_TORCH_ROUND,
  STRATA_TORCH_SIGN
} strata_torch_unary;

typedef enum strata_torch_binary {
  STRATA_TORCH_ADD,
  STRATA_TORCH_SUBTRACT,
  STRATA_TORCH_MULTIPLY,
  STRATA_TORCH_DIVIDE,
  STRATA_TORCH_POWER,
  STRATA_TORCH_LARGER,
  STRATA_TORCH_SMALLER,
  // These give 64-bit integers: 1 where it is so, else 0.
  STRATA_TORCH_EQUAL,
  STRATA_TORCH_LESS,
  STRATA_TORCH_GREATER
} strata_torch_binary;

typedef enum strata_torch_reduction {
  STRATA_TORCH_SUM,
  STRATA_TORCH_MEAN,
  STRATA_TORCH_MAXIMUM,
  STRATA_TORCH_MINIMUM,
  STRATA_TORCH_PRODUCT
} strata_torch_reduction;

typedef enum strata_torch_padding {
  STRATA_TORCH_PAD_CONSTANT,
  STRATA_TORCH_PAD_REFLECT,
  STRATA_TORCH_PAD_REPLICATE
} strata_torch_padding;

typedef enum strata_torch_outside {
  STRATA_TORCH_OUTSIDE_ZEROS,
  STRATA_TORCH_OUTSIDE_BORDER,
  STRATA_TORCH_OUTSIDE_REFLECTION
} strata_torch_outside;

typedef struct strata_torch_window {
  int64_t kernel[2];
  int64_t stride[2];
  int64_t padding[2];
  int64_t dilation[2];
} strata_torch_window;

typedef struct strata_torch_batch_norm {
  bool training;
  double momentum;
  double epsilon;
} strata_torch_batch_norm;

typedef struct strata_torch_response_norm {
  int64_t size;
  double alpha;
  double beta;
  double k;
} strata_torch_response_norm;

typedef struct strata_torch_sgd {
  double learning_rate;
  double momentum;
  double weight_decay;
  bool nesterov;
} strata_torch_sgd;

// A product of two blocks of Float32 on the calling thread: c[i * c_stride + j] = sum over k of
// a[i * a_row + k * a_depth] * b[k * b_depth + j * b_column]; b_depth or b_column is 1. A sum must have the same bits
// whatever the block that it is in.
typedef void (*strata_torch_block_product)(size_t rows, size_t columns, size_t depth, const float *a, size_t a_row,
                                           size_t a_depth, const float *b, size_t b_depth, size_t b_column, float *c,
                                           size_t c_stride);

typedef struct strata_torch_interface {
  uint32_t version;
  uint32_t size;

  // The engine.
  const char *(*last_error)(void);
  const char *(*torch_version)(void);
  int64_t (*live_tensor_count)(void);
  int32_t (*set_thread_count)(int32_t count);
  int32_t (*thread_count)(int32_t *count);
  // How many devices of a kind there are; 0 when libtorch cannot use any.
  int32_t (*device_count)(int32_t kind, int32_t *count);
  // The kernel for products of Float32 matrices on the processor; NULL leaves them to libtorch, as it is at first.
  int32_t (*set_block_product)(strata_torch_block_product product);

  // Making and reading tensors.
  int32_t (*create)(const void *values, int32_t type, const int64_t *shape, int32_t rank, strata_torch_device device,
                    strata_tensor **out);
  // Reads the caller's memory in place. `release_owner` is called with `owner` once, when nothing needs the memory any
  // more, which is before the return when the call fails.
  int32_t (*wrap)(void *values, int32_t type, const int64_t *shape, int32_t rank, void *owner,
                  void (*release_owner)(void *owner), strata_tensor **out);
  int32_t (*fill)(double value, int32_t type, const int64_t *shape, int32_t rank, strata_torch_device device,
                  strata_tensor **out);
  int32_t (*release)(strata_tensor *tensor);
  int32_t (*describe)(const strata_tensor *tensor, strata_torch_description *description);
  // Writes the values in row-major order as `type`; `count` must be the number of elements.
  int32_t (*read)(const strata_tensor *tensor, int32_t type, void *values, int64_t count);
  // The address of the values of a tensor on the processor that lie in row-major order.
  int32_t (*borrow)(const strata_tensor *tensor, const void **values);
  int32_t (*convert)(const strata_tensor *tensor, int32_t type, strata_torch_device device, strata_tensor **out);
  int32_t (*layout)(const strata_tensor *tensor, bool channels_last, strata_tensor **out);
  int32_t (*clone)(const strata_tensor *tensor, strata_tensor **out);
  int32_t (*assign)(strata_tensor *destination, const strata_tensor *source);

  // Gradients.
  int32_t (*set_requires_gradient)(strata_tensor *tensor, bool required);
  int32_t (*set_gradient_mode)(bool enabled, bool *previous);
  // Whether products and convolutions of this thread are computed in bfloat16 (libtorch's autocast): their operands are
  // rounded to 8 bits of mantissa, sums are Float32.
  int32_t (*set_reduced_precision)(strata_torch_device device, bool enabled, bool *previous);
  int32_t (*backward)(const strata_tensor *tensor, const strata_tensor *upstream, bool keep_graph);
  // `*out` is NULL when there is no gradient.
  int32_t (*gradient)(const strata_tensor *tensor, strata_tensor **out);
  int32_t (*clear_gradient)(strata_tensor *tensor);
  int32_t (*detach)(const strata_tensor *tensor, strata_tensor **out);

  // Elementwise.
  int32_t (*unary)(int32_t operation, const strata_tensor *input, strata_tensor **out);
  int32_t (*binary)(int32_t operation, const strata_tensor *left, const strata_tensor *right, strata_tensor **out);
  int32_t (*binary_scalar)(int32_t operation, const strata_tensor *left, double right, strata_tensor **out);
  int32_t (*leaky_relu)(const strata_tensor *input, double slope, strata_tensor **out);
  int32_t (*clamp)(const strata_tensor *input, double lowest, double highest, strata_tensor **out);
  // scale * x where x is above 0, else scale * alpha * (e^(input_scale * x) - 1).
  int32_t (*elu)(const strata_tensor *input, double alpha, double scale, double input_scale, strata_tensor **out);
  // `yes` where the condition is not 0, else `no`.
  int32_t (*choose)(const strata_tensor *condition, const strata_tensor *yes, const strata_tensor *no,
                    strata_tensor **out);
  // Sets each value to zero with the given probability and scales the others by 1 / (1 - probability).
  int32_t (*dropout)(const strata_tensor *input, double probability, uint64_t seed, uint64_t stream,
                     strata_tensor **out);

  // Along dimensions. No dimensions (count 0) means all.
  int32_t (*reduce)(int32_t reduction, const strata_tensor *input, const int64_t *dimensions, int32_t count,
                    bool keep_dimensions, strata_tensor **out);
  int32_t (*argmax)(const strata_tensor *input, int64_t dimension, strata_tensor **out);
  int32_t (*softmax)(const strata_tensor *input, int64_t dimension, bool logarithm, strata_tensor **out);

  // Layers.
  int32_t (*matmul)(const strata_tensor *left, const strata_tensor *right, strata_tensor **out);
  int32_t (*linear)(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
                    strata_tensor **out);
  int32_t (*conv2d)(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
                    const strata_torch_window *window, int64_t groups, strata_tensor **out);
  // `output_padding` is added at the far edges of the result.
  int32_t (*conv_transpose2d)(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
                              const strata_torch_window *window, const int64_t *output_padding, int64_t groups,
                              strata_tensor **out);
  // A sum of products after Einstein, such as "ij,jk->ik".
  int32_t (*einsum)(const char *equation, const strata_tensor *const *inputs, int32_t count, strata_tensor **out);
  int32_t (*max_pool2d)(const strata_tensor *input, const strata_torch_window *window, bool ceiling,
                        strata_tensor **out);
  int32_t (*average_pool2d)(const strata_tensor *input, const strata_torch_window *window, bool ceiling,
                            bool count_padding, strata_tensor **out);
  int32_t (*adaptive_average_pool2d)(const strata_tensor *input, int64_t height, int64_t width, strata_tensor **out);
  int32_t (*batch_norm)(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
                        strata_tensor *running_mean, strata_tensor *running_variance,
                        const strata_torch_batch_norm *options, strata_tensor **out);
  int32_t (*local_response_norm)(const strata_tensor *input, const strata_torch_response_norm *options,
                                 strata_tensor **out);
  // Over the last dimensions, as many as the shape has.
  int32_t (*layer_norm)(const strata_tensor *input, const int64_t *shape, int32_t rank, const strata_tensor *weight,
                        const strata_tensor *bias, double epsilon, strata_tensor **out);
  int32_t (*group_norm)(const strata_tensor *input, int64_t groups, const strata_tensor *weight,
                        const strata_tensor *bias, double epsilon, strata_tensor **out);
  // Targets are classes as 64-bit integers.
  int32_t (*cross_entropy)(const strata_tensor *logits, const strata_tensor *targets, bool per_sample,
                           double label_smoothing, strata_tensor **out);

  // Shapes.
  int32_t (*reshape)(const strata_tensor *input, const int64_t *shape, int32_t rank, strata_tensor **out);
  int32_t (*permute)(const strata_tensor *input, const int64_t *dimensions, int32_t count, strata_tensor **out);
  int32_t (*expand)(const strata_tensor *input, const int64_t *shape, int32_t rank, strata_tensor **out);
  int32_t (*concatenate)(const strata_tensor *const *inputs, int32_t count, int64_t dimension, strata_tensor **out);
  int32_t (*narrow)(const strata_tensor *input, int64_t dimension, int64_t start, int64_t length, strata_tensor **out);
  // `amounts` are (before, after) pairs, innermost dimension first, `count` numbers in all.
  int32_t (*pad)(const strata_tensor *input, const int64_t *amounts, int32_t count, int32_t padding, double value,
                 strata_tensor **out);
  int32_t (*gather)(const strata_tensor *input, int64_t dimension, const strata_tensor *indices, strata_tensor **out);
  int32_t (*index_select)(const strata_tensor *input, int64_t dimension, const strata_tensor *indices,
                          strata_tensor **out);
  int32_t (*one_hot)(const strata_tensor *indices, int64_t classes, strata_tensor **out);

  // Sampling of images.
  int32_t (*resize_bilinear)(const strata_tensor *input, int64_t height, int64_t width, bool align_corners,
                             strata_tensor **out);
  int32_t (*affine_grid)(const strata_tensor *matrices, const int64_t *shape, int32_t rank, bool align_corners,
                         strata_tensor **out);
  int32_t (*grid_sample)(const strata_tensor *input, const strata_tensor *grid, int32_t outside, bool align_corners,
                         strata_tensor **out);
  // Images [..., height, width] from the half of their Fourier coefficients that decides them, [..., height, width / 2 + 1, 2].
  int32_t (*inverse_fourier)(const strata_tensor *coefficients, int64_t height, int64_t width, strata_tensor **out);

  // One step of gradient descent on every parameter that has a gradient, in place; the gradients are cleared.
  // `velocities` holds one tensor of the parameter's shape for each, or is NULL where there is no momentum.
  int32_t (*sgd_step)(strata_tensor *const *parameters, strata_tensor *const *velocities, int32_t count,
                      const strata_torch_sgd *options);
} strata_torch_interface;

// The library's one exported function: its table, which lives as long as the process.
typedef const strata_torch_interface *(*strata_torch_entry)(void);
#define STRATA_TORCH_ENTRY_NAME "strata_torch_functions"

// Whether a table is the one that this header describes.
bool strata_torch_interface_fits(const strata_torch_interface *table);

// Calls an entry found by name in a library.
const strata_torch_interface *strata_torch_call_entry(void *entry);

// The path of the program or library that holds an address, or NULL.
const char *strata_torch_image_of(const void *address);

#ifdef __cplusplus
}
#endif
