/* Ids as they come in addresses: what is read is printed as one text, which reads the same. */
#include "fuzz.h"

#include "base/uuid.h"

static void must_print_the_same(const struct uuid *id)
{
    char text[UUID_TEXT];
    struct uuid again;
    uuid_text(id, text);
    must(strlen(text) == UUID_TEXT - 1);
    must(uuid_parse(str_of(text), &again) && uuid_equal(id, &again) &&
         uuid_compare(id, &again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct uuid id;
    struct str text = {(const char *)data, size};
    if (uuid_parse(text, &id)) {
        must(size == UUID_TEXT - 1);
        must_print_the_same(&id);
    }
    if (size >= sizeof id.b) {
        memcpy(id.b, data, sizeof id.b);
        must_print_the_same(&id);
    }
    return 0;
}
