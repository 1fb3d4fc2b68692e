/* Decimal numbers: every one that is accepted is a JSON number, goes to millionths and back
 * unchanged, and is the same by the other way, through a parameter's own unit. */
#include <stdlib.h>

#include "base/decimal.h"
#include "base/json_in.h"
#include "clinical/parameter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct decimal value, again;
    int64_t micro = 0, back = 0, normal = 0;
    char out[DECIMAL_TEXT];
    if (!decimal_parse(text, &value)) {
        return 0;
    }
    if (!json_in_check(text, NULL)) {
        abort();
    }
    bool fits = decimal_micro(&value, &micro);
    enum unit_result result =
        parameter_normalise(PARAMETER_WEIGHT, value.digits, value.exponent, "kg", 2, &normal);
    if (fits != (result == UNIT_OK) || micro * fits != normal * fits) {
        abort();
    }
    parameter_normalise(PARAMETER_TEMP, value.digits, value.exponent, "[degF]", 6, &normal);
    parameter_normalise(PARAMETER_GLUCOSE, value.digits, value.exponent, "mg/dL", 5, &normal);
    parameter_normalise(PARAMETER_WEIGHT, value.digits, value.exponent, "lb", 2, &normal);
    if (!fits) {
        return 0;
    }
    decimal_text(micro, value.places, out);
    if (decimal_parse(str_of(out), &again) && (!decimal_micro(&again, &back) || back != micro)) {
        abort();
    }
    return 0;
}
