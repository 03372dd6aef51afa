// Two parts of posix_spawn(3) that glibc declares for _GNU_SOURCE only, which Swift's Glibc module is not built with.
#pragma once
#include <spawn.h>

/// Closes every file descriptor from `from` on in the new process. Since glibc 2.34.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// The new process leads a session of its own. POSIX_SPAWN_SETSID.
static const short synnefo_spawn_setsid = 0x80;
