// What glibc declares for _GNU_SOURCE only, which Swift's Glibc module is not built with.
#pragma once
#include <sys/types.h>

extern int sync_file_range(int descriptor, off_t offset, off_t count, unsigned int flags);

/// Begins to write out what is dirty, without waiting for it. SYNC_FILE_RANGE_WRITE.
static const unsigned int synnefo_begin_write_out = 2;

/// Brings all of the file system that an open file lies in to the disk.
extern int syncfs(int descriptor);
