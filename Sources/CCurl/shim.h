// curl_easy_setopt and curl_easy_getinfo are variadic and cannot be called from Swift: one function for each kind of
// value.
#include <curl/curl.h>

typedef size_t (*snf_curl_data_callback)(char *data, size_t size, size_t count, void *user);
typedef int (*snf_curl_progress_callback)(void *user, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

static inline CURLcode snf_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snf_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the text, except that of CURLOPT_POSTFIELDS.
static inline CURLcode snf_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snf_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snf_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snf_curl_set_data_callback(CURL *handle, CURLoption option, snf_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snf_curl_set_progress_callback(CURL *handle, snf_curl_progress_callback value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode snf_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode snf_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}
