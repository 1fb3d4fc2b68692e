/* Names as they are searched: Latin letters in lower case without their marks. Source of the
 * letters: Unicode's canonical decompositions; letters with a stroke and ligatures as they are
 * usually written without them. */
#include "base/arena.h"
#include "base/str.h"

/* clang-format off */
/* Two places a letter, of sixteen a line; blank: stays as it is. */
static const char latin[] = /* Latin-1 Supplement, Latin Extended-A and -B */
    "a a a a a a aec e e e e i i i i " /* 00C0 */
    "d n o o o o o   o u u u u y thss" /* 00D0 */
    "a a a a a a aec e e e e i i i i " /* 00E0 */
    "d n o o o o o   o u u u u y thy " /* 00F0 */
    "a a a a a a c c c c c c c c d d " /* 0100 */
    "d d e e e e e e e e e e g g g g " /* 0110 */
    "g g g g h h h h i i i i i i i i " /* 0120 */
    "i i ijijj j k k k l l l l l l l " /* 0130 */
    "l l l n n n n n n n n n o o o o " /* 0140 */
    "o o oeoer r r r r r s s s s s s " /* 0150 */
    "s s t t t t t t u u u u u u u u " /* 0160 */
    "u u u u w w y y y z z z z z z s " /* 0170 */
    "  b         o     d d       e   " /* 0180 */
    "  f f           k k l     n     " /* 0190 */
    "o o                           u " /* 01A0 */
    "u     y y z z z                 " /* 01B0 */
    "        dzdzdzljljljnjnjnja a i " /* 01C0 */
    "i o o u u u u u u u u u u e a a " /* 01D0 */
    "a a aeaeg g g g k k o o o o z z " /* 01E0 */
    "j dzdzdzg g     n n a a aeaeo o " /* 01F0 */
    "a a a a e e e e i i i i o o o o " /* 0200 */
    "r r r r u u u u s s t t     h h " /* 0210 */
    "            a a e e o o o o o o " /* 0220 */
    "o o y y                   l     " /* 0230 */
    "                                " /* 0240 */;
static const char latin_additional[] =
    "a a b b b b b b c c d d d d d d " /* 1E00 */
    "d d d d e e e e e e e e e e f f " /* 1E10 */
    "g g h h h h h h h h h h i i i i " /* 1E20 */
    "k k k k k k l l l l l l l l m m " /* 1E30 */
    "m m m m n n n n n n n n o o o o " /* 1E40 */
    "o o o o p p p p r r r r r r r r " /* 1E50 */
    "s s s s s s s s s s t t t t t t " /* 1E60 */
    "t t u u u u u u u u u u v v v v " /* 1E70 */
    "w w w w w w w w w w x x x x y y " /* 1E80 */
    "z z z z z z h t w y a s s s ss  " /* 1E90 */
    "a a a a a a a a a a a a a a a a " /* 1EA0 */
    "a a a a a a a a e e e e e e e e " /* 1EB0 */
    "e e e e e e e e i i i i o o o o " /* 1EC0 */
    "o o o o o o o o o o o o o o o o " /* 1ED0 */
    "o o o o u u u u u u u u u u u u " /* 1EE0 */
    "u u y y y y y y y y             " /* 1EF0 */;
/* clang-format on */
enum {
    LATIN_FIRST = 0xC0,
    LATIN_COUNT = sizeof latin / 2,
    ADDITIONAL_FIRST = 0x1E00,
    ADDITIONAL_COUNT = sizeof latin_additional / 2,
};
_Static_assert(LATIN_COUNT == 0x250 - LATIN_FIRST, "one entry a letter");
_Static_assert(ADDITIONAL_COUNT == 0x1F00 - ADDITIONAL_FIRST, "one entry a letter");

/* One character of UTF-8 at `at`, with its length; what is none is a byte by itself, without a
 * number (0). */
static uint32_t character(const unsigned char *at, size_t left, size_t *len_r)
{
    size_t len = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : at[0] >= 0xC2 ? 2 : 1;
    uint32_t code = len == 1 ? at[0] : at[0] & (0x7Fu >> len);
    *len_r = 1;
    if (len > left)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3Fu);
    }
    *len_r = len;
    return len == 1 && at[0] >= 0x80 ? 0 : code;
}

static const char *letters_of(uint32_t code)
{
    if (code >= LATIN_FIRST && code - LATIN_FIRST < LATIN_COUNT)
        return &latin[(size_t)2 * (code - LATIN_FIRST)];
    if (code >= ADDITIONAL_FIRST && code - ADDITIONAL_FIRST < ADDITIONAL_COUNT)
        return &latin_additional[(size_t)2 * (code - ADDITIONAL_FIRST)];
    return NULL;
}

/* Blanks, the hyphens between two names, and the comma of "Nordmann, Kari". */
static bool separates(uint32_t code)
{
    return (code > 0 && code <= ' ') || code == '-' || code == ',' || code == 0xA0 ||
           code == 0xAD || (code >= 0x2000 && code <= 0x2015) || code == 0x202F || code == 0x2212;
}

static bool is_apostrophe(uint32_t code)
{
    return code == '`' || code == 0xB4 || code == 0x2BC || code == 0x2018 || code == 0x2019;
}

static bool is_mark(uint32_t code)
{
    return code >= 0x300 && code <= 0x36F;
}

static void add_folded(struct buf *out, uint32_t code, const char *at, size_t len)
{
    const char *letters = letters_of(code);
    if (code >= 'A' && code <= 'Z')
        buf_char(out, (char)(code - 'A' + 'a'));
    else if (is_apostrophe(code))
        buf_char(out, '\'');
    else if (letters && letters[0] != ' ')
        buf_add(out, letters, letters[1] == ' ' ? 1 : 2);
    else
        buf_add(out, at, len);
}

struct str str_fold(struct arena *arena, struct str text)
{
    struct buf out;
    bool apart = false;
    buf_init(&out, arena, text.len);
    for (size_t i = 0, len; i < text.len; i += len) {
        uint32_t code = character((const unsigned char *)text.at + i, text.len - i, &len);
        if (separates(code)) {
            apart = out.len > 0;
            continue;
        }
        if (is_mark(code))
            continue;
        if (apart)
            buf_char(&out, ' ');
        apart = false;
        add_folded(&out, code, text.at + i, len);
    }
    return buf_slice(&out);
}
