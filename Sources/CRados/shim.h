// The types of librados's functions, from its own header. The library is not linked but opened when an installation
// names it: linked, it would have to be on every machine, and every command would start 18 ms later and 15 MB larger.
#include <rados/librados.h>

typedef __typeof__(&rados_create) snf_rados_create;
typedef __typeof__(&rados_conf_read_file) snf_rados_conf_read_file;
typedef __typeof__(&rados_conf_set) snf_rados_conf_set;
typedef __typeof__(&rados_connect) snf_rados_connect;
typedef __typeof__(&rados_shutdown) snf_rados_shutdown;
typedef __typeof__(&rados_ioctx_create) snf_rados_ioctx_create;
typedef __typeof__(&rados_ioctx_destroy) snf_rados_ioctx_destroy;
typedef __typeof__(&rados_ioctx_set_namespace) snf_rados_ioctx_set_namespace;

typedef __typeof__(&rados_aio_create_completion2) snf_rados_aio_create_completion2;
typedef __typeof__(&rados_aio_get_return_value) snf_rados_aio_get_return_value;
typedef __typeof__(&rados_aio_release) snf_rados_aio_release;
typedef __typeof__(&rados_aio_read) snf_rados_aio_read;
typedef __typeof__(&rados_aio_stat) snf_rados_aio_stat;
typedef __typeof__(&rados_aio_write_op_operate) snf_rados_aio_write_op_operate;
typedef __typeof__(&rados_aio_flush) snf_rados_aio_flush;

typedef __typeof__(&rados_create_write_op) snf_rados_create_write_op;
typedef __typeof__(&rados_release_write_op) snf_rados_release_write_op;
typedef __typeof__(&rados_write_op_write_full) snf_rados_write_op_write_full;
typedef __typeof__(&rados_write_op_append) snf_rados_write_op_append;
typedef __typeof__(&rados_write_op_remove) snf_rados_write_op_remove;

typedef __typeof__(&rados_write_op_create) snf_rados_write_op_create;
typedef __typeof__(&rados_write_op_setxattr) snf_rados_write_op_setxattr;
typedef __typeof__(&rados_write_op_assert_exists) snf_rados_write_op_assert_exists;
typedef __typeof__(&rados_write_op_assert_version) snf_rados_write_op_assert_version;

typedef __typeof__(&rados_create_read_op) snf_rados_create_read_op;
typedef __typeof__(&rados_release_read_op) snf_rados_release_read_op;
typedef __typeof__(&rados_read_op_stat) snf_rados_read_op_stat;
typedef __typeof__(&rados_read_op_getxattrs) snf_rados_read_op_getxattrs;
typedef __typeof__(&rados_aio_read_op_operate) snf_rados_aio_read_op_operate;
typedef __typeof__(&rados_getxattrs_next) snf_rados_getxattrs_next;
typedef __typeof__(&rados_getxattrs_end) snf_rados_getxattrs_end;
typedef __typeof__(&rados_aio_get_version) snf_rados_aio_get_version;

typedef __typeof__(&rados_object_list_begin) snf_rados_object_list_begin;
typedef __typeof__(&rados_object_list_end) snf_rados_object_list_end;
typedef __typeof__(&rados_object_list_is_end) snf_rados_object_list_is_end;
typedef __typeof__(&rados_object_list_cursor_free) snf_rados_object_list_cursor_free;
typedef __typeof__(&rados_object_list_cursor_cmp) snf_rados_object_list_cursor_cmp;
typedef __typeof__(&rados_object_list) snf_rados_object_list;
typedef __typeof__(&rados_object_list_free) snf_rados_object_list_free;
typedef __typeof__(&rados_object_list_slice) snf_rados_object_list_slice;
