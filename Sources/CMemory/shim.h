// The C library's allocator, which Swift's Glibc module leaves out.
#pragma once
#include <malloc.h>

/// `mallopt`: how many heaps threads share.
static const int synnefo_heaps_max = M_ARENA_MAX;
