/* Names as they are searched: folding what is folded changes nothing; each word that was typed is
 * one pattern, and nothing in it but the last sign stands for anything. */
#include "fuzz.h"

#include "patient/patient_name.h"

/* "!" takes the meaning of the sign after it. */
static void check_pattern(struct str pattern)
{
    must(pattern.len > 0 && pattern.at[pattern.len - 1] == '%');
    for (size_t i = 0; i + 1 < pattern.len; i++) {
        if (pattern.at[i] == '!') {
            i++;
            must(i + 1 < pattern.len);
            continue;
        }
        must(pattern.at[i] != '_' && (pattern.at[i] != '%' || i == 0));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct name_words words;
    struct error error = {0};
    struct str typed = {(const char *)data, size};
    arena_init(&arena);
    struct str folded = str_fold(&arena, typed);
    must(!is_utf8(data, size) || str_equal(folded, str_fold(&arena, folded)));
    must(folded.len <= 2 * size);
    static const unsigned char turn[] = {0xE2, 0x80, 0xAE};
    must(memmem(data, size, turn, sizeof turn) == NULL || str_has_control(typed, true));
    must(!str_has_control(typed, true) || str_has_control(typed, false));
    for (size_t i = 0; i < folded.len; i++)
        must(!(folded.at[i] >= 'A' && folded.at[i] <= 'Z'));
    if (name_words_read(&arena, typed, "q", &words, &error)) {
        must(words.count <= NAME_WORDS);
        for (size_t i = 0; i < words.count; i++)
            check_pattern(words.patterns[i]);
    } else {
        must(error.place[0] && error.detail[0]);
    }
    arena_finish(&arena);
    return 0;
}
