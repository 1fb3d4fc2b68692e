/* Accept-Language: whatever it says, the answer is a language that we have; one that is asked for
 * alone and exists is the answer. */
#include "fuzz.h"

#include "base/i18n.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str header = {(const char *)data, size};
    const struct language *language = language_accept(header), *named = language_find(header);
    must(language != NULL);
    must(language_find(str_of(language_tag(language))) == language);
    must(language_accept(str_of(language_tag(language))) == language);
    must(!named || size == 0 || memchr(data, ';', size) || named == language);
    return 0;
}
