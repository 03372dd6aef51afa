// curl_easy_setopt and curl_easy_getinfo are variadic and cannot be called from Swift.
#include <curl/curl.h>
