// The few BLAS and LAPACK routines that Strata calls. They are declared here because OpenBLAS packages come with
// or without LAPACK headers; the Fortran symbols are in the library either way.
#pragma once
#include <stdint.h>

void openblas_set_num_threads(int count);

void cblas_dgemm(int order, int transposeA, int transposeB, int m, int n, int k, double alpha, const double *a, int lda,
                 const double *b, int ldb, double beta, double *c, int ldc);

// Selected eigenvalues and eigenvectors of a symmetric matrix.
void dsyevr_(const char *jobz, const char *range, const char *uplo, const int *n, double *a, const int *lda,
             const double *vl, const double *vu, const int *il, const int *iu, const double *abstol, int *m, double *w,
             double *z, const int *ldz, int *isuppz, double *work, const int *lwork, int *iwork, const int *liwork,
             int *info);

// Singular value decomposition by divide and conquer.
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
             const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork, int *info);

void cblas_sgemm(int order, int transposeA, int transposeB, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);

// Eigenvalues (and eigenvectors) of a symmetric matrix by divide and conquer.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info);

// Solves A·X = B for a symmetric, positive definite A by its Cholesky factors.
void dposv_(const char *uplo, const int *n, const int *columns, double *a, const int *lda, double *b, const int *ldb,
            int *info);

// What the library was built for, and the processor whose code it has chosen.
char *openblas_get_config(void);
char *openblas_get_corename(void);
