/* For clang-tidy only, which sees one C file at a time: these always return false. Without it, every
 * `return error_at(…)` looks like a path on which the caller goes on with outputs that were never set. */
#include "base/error.h"
#include "fhir/place.h"

#define error_set(...) (error_set(__VA_ARGS__), false)
#define error_at(...) (error_at(__VA_ARGS__), false)
#define error_log(...) (error_log(__VA_ARGS__), false)
#define place_error(...) (place_error(__VA_ARGS__), false)
