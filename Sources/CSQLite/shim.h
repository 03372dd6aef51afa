#include <sqlite3.h>

/* Swift imports no function with a variable number of arguments. */
static inline int synnefo_sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
