// Everything that the table of Interface.cpp points to, declared once; each group has a file of its own.
#pragma once

#include "Handles.hpp"

namespace strata {

// Engine.cpp
const char *torchVersion();
int32_t setThreadCount(int32_t count);
int32_t threadCount(int32_t *count);
int32_t deviceCount(int32_t kind, int32_t *count);

// Values.cpp
int32_t create(const void *values, int32_t type, const int64_t *shape, int32_t rank, strata_torch_device device,
               strata_tensor **out);
int32_t wrap(void *values, int32_t type, const int64_t *shape, int32_t rank, void *owner,
             void (*releaseOwner)(void *owner), strata_tensor **out);
int32_t fill(double value, int32_t type, const int64_t *shape, int32_t rank, strata_torch_device device,
             strata_tensor **out);
int32_t release(strata_tensor *tensor);
int32_t describe(const strata_tensor *tensor, strata_torch_description *description);
int32_t read(const strata_tensor *tensor, int32_t type, void *values, int64_t count);
int32_t borrow(const strata_tensor *tensor, const void **values);
int32_t convert(const strata_tensor *tensor, int32_t type, strata_torch_device device, strata_tensor **out);
int32_t layout(const strata_tensor *tensor, bool channelsLast, strata_tensor **out);
int32_t clone(const strata_tensor *tensor, strata_tensor **out);
int32_t assign(strata_tensor *destination, const strata_tensor *source);

// Gradients.cpp
int32_t setRequiresGradient(strata_tensor *tensor, bool required);
int32_t setGradientMode(bool enabled, bool *previous);
int32_t setReducedPrecision(strata_torch_device device, bool enabled, bool *previous);
int32_t backward(const strata_tensor *tensor, const strata_tensor *upstream, bool keepGraph);
int32_t gradient(const strata_tensor *tensor, strata_tensor **out);
int32_t clearGradient(strata_tensor *tensor);
int32_t detach(const strata_tensor *tensor, strata_tensor **out);
int32_t sgdStep(strata_tensor *const *parameters, strata_tensor *const *velocities, int32_t count,
                const strata_torch_sgd *options);

// Arithmetic.cpp
int32_t unary(int32_t operation, const strata_tensor *input, strata_tensor **out);
int32_t binary(int32_t operation, const strata_tensor *left, const strata_tensor *right, strata_tensor **out);
int32_t binaryScalar(int32_t operation, const strata_tensor *left, double right, strata_tensor **out);
int32_t leakyReLU(const strata_tensor *input, double slope, strata_tensor **out);
int32_t clamp(const strata_tensor *input, double lowest, double highest, strata_tensor **out);
int32_t elu(const strata_tensor *input, double alpha, double scale, double inputScale, strata_tensor **out);
int32_t choose(const strata_tensor *condition, const strata_tensor *yes, const strata_tensor *no, strata_tensor **out);
int32_t reduce(int32_t reduction, const strata_tensor *input, const int64_t *dimensions, int32_t count,
               bool keepDimensions, strata_tensor **out);
int32_t argmax(const strata_tensor *input, int64_t dimension, strata_tensor **out);
int32_t softmax(const strata_tensor *input, int64_t dimension, bool logarithm, strata_tensor **out);

// Normalization.cpp
int32_t batchNorm(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
                  strata_tensor *runningMean, strata_tensor *runningVariance, const strata_torch_batch_norm *options,
                  strata_tensor **out);
int32_t layerNorm(const strata_tensor *input, const int64_t *shape, int32_t rank, const strata_tensor *weight,
                  const strata_tensor *bias, double epsilon, strata_tensor **out);
int32_t groupNorm(const strata_tensor *input, int64_t groups, const strata_tensor *weight, const strata_tensor *bias,
                  double epsilon, strata_tensor **out);

// ResponseNorm.cpp
int32_t localResponseNorm(const strata_tensor *input, const strata_torch_response_norm *options, strata_tensor **out);

// Dropout.cpp
int32_t dropout(const strata_tensor *input, double probability, uint64_t seed, uint64_t stream, strata_tensor **out);

// BlockProducts.cpp
int32_t setBlockProduct(strata_torch_block_product product);

// Layers.cpp
int32_t matmul(const strata_tensor *left, const strata_tensor *right, strata_tensor **out);
int32_t linear(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
               strata_tensor **out);
int32_t conv2d(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
               const strata_torch_window *window, int64_t groups, strata_tensor **out);
int32_t convTranspose2d(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
                        const strata_torch_window *window, const int64_t *outputPadding, int64_t groups,
                        strata_tensor **out);
int32_t einsum(const char *equation, const strata_tensor *const *inputs, int32_t count, strata_tensor **out);
int32_t maxPool2d(const strata_tensor *input, const strata_torch_window *window, bool ceiling, strata_tensor **out);
int32_t averagePool2d(const strata_tensor *input, const strata_torch_window *window, bool ceiling, bool countPadding,
                      strata_tensor **out);
int32_t adaptiveAveragePool2d(const strata_tensor *input, int64_t height, int64_t width, strata_tensor **out);
int32_t crossEntropy(const strata_tensor *logits, const strata_tensor *targets, bool perSample, double labelSmoothing,
                     strata_tensor **out);

// Shapes.cpp
int32_t reshape(const strata_tensor *input, const int64_t *shape, int32_t rank, strata_tensor **out);
int32_t permute(const strata_tensor *input, const int64_t *dimensions, int32_t count, strata_tensor **out);
int32_t expand(const strata_tensor *input, const int64_t *shape, int32_t rank, strata_tensor **out);
int32_t concatenate(const strata_tensor *const *inputs, int32_t count, int64_t dimension, strata_tensor **out);
int32_t narrow(const strata_tensor *input, int64_t dimension, int64_t start, int64_t length, strata_tensor **out);
int32_t pad(const strata_tensor *input, const int64_t *amounts, int32_t count, int32_t padding, double value,
            strata_tensor **out);
int32_t gather(const strata_tensor *input, int64_t dimension, const strata_tensor *indices, strata_tensor **out);
int32_t indexSelect(const strata_tensor *input, int64_t dimension, const strata_tensor *indices, strata_tensor **out);
int32_t oneHot(const strata_tensor *indices, int64_t classes, strata_tensor **out);
int32_t resizeBilinear(const strata_tensor *input, int64_t height, int64_t width, bool alignCorners,
                       strata_tensor **out);
int32_t affineGrid(const strata_tensor *matrices, const int64_t *shape, int32_t rank, bool alignCorners,
                   strata_tensor **out);
int32_t gridSample(const strata_tensor *input, const strata_tensor *grid, int32_t outside, bool alignCorners,
                   strata_tensor **out);
int32_t inverseFourier(const strata_tensor *coefficients, int64_t height, int64_t width, strata_tensor **out);

} // namespace strata
