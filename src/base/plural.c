/* gettext's plural expressions: C's operators over n, evaluated where they stand. */
#include "base/plural.h"

#define NESTING 32 /* parentheses, negations and conditions within each other */

struct eval {
    const char *at;
    const char *end;
    uint64_t n;
    int depth;
    bool wrong;
};

/* Binary operators by how tightly they bind, loosest first. Of those that begin alike the longer
 * comes first. */
static const struct operation {
    const char *text;
    int level;
    char what;
} operations[] = {
    {"||", 0, 'o'}, {"&&", 1, 'a'}, {"==", 2, '='}, {"!=", 2, '!'}, {"<=", 3, 'l'},
    {">=", 3, 'g'}, {"<", 3, '<'},  {">", 3, '>'},  {"+", 4, '+'},  {"-", 4, '-'},
    {"*", 5, '*'},  {"/", 5, '/'},  {"%", 5, '%'},
};
#define LEVELS 6

static void skip_blanks(struct eval *eval)
{
    while (eval->at < eval->end && (*eval->at == ' ' || *eval->at == '\t')) {
        eval->at++;
    }
}

static bool take(struct eval *eval, char c)
{
    skip_blanks(eval);
    if (eval->at == eval->end || *eval->at != c) {
        return false;
    }
    eval->at++;
    return true;
}

/* Division by zero is 0: an expression has a value for every n. */
static uint64_t apply(char what, uint64_t a, uint64_t b)
{
    switch (what) {
    case 'o':
        return a || b;
    case 'a':
        return a && b;
    case '=':
        return a == b;
    case '!':
        return a != b;
    case 'l':
        return a <= b;
    case 'g':
        return a >= b;
    case '<':
        return a < b;
    case '>':
        return a > b;
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    case '/':
        return b == 0 ? 0 : a / b;
    default:
        return b == 0 ? 0 : a % b;
    }
}

static uint64_t condition(struct eval *eval);

static uint64_t number(struct eval *eval)
{
    uint64_t value = 0;
    const char *start = eval->at;
    for (; eval->at < eval->end && *eval->at >= '0' && *eval->at <= '9'; eval->at++) {
        value = value * 10 + (uint64_t)(*eval->at - '0');
    }
    eval->wrong |= eval->at == start || eval->at - start > 18;
    return value;
}

static uint64_t unary(struct eval *eval)
{
    uint64_t value = 0;
    if (++eval->depth > NESTING) {
        eval->wrong = true;
    } else if (take(eval, '!')) {
        value = !unary(eval);
    } else if (take(eval, '(')) {
        value = condition(eval);
        eval->wrong |= !take(eval, ')');
    } else if (take(eval, 'n')) {
        value = eval->n;
    } else {
        value = number(eval);
    }
    eval->depth--;
    return value;
}

static const struct operation *take_operation(struct eval *eval, int level)
{
    skip_blanks(eval);
    struct str rest = {eval->at, (size_t)(eval->end - eval->at)};
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (str_starts(rest, operations[i].text)) {
            if (operations[i].level != level) {
                return NULL;
            }
            eval->at += strlen(operations[i].text);
            return &operations[i];
        }
    }
    return NULL;
}

static uint64_t binary(struct eval *eval, int level)
{
    if (level == LEVELS) {
        return unary(eval);
    }
    uint64_t value = binary(eval, level + 1);
    for (const struct operation *operation = take_operation(eval, level); operation && !eval->wrong;
         operation = take_operation(eval, level)) {
        value = apply(operation->what, value, binary(eval, level + 1));
    }
    return value;
}

static uint64_t condition(struct eval *eval)
{
    uint64_t value = binary(eval, 0);
    if (!eval->wrong && take(eval, '?')) {
        if (++eval->depth > NESTING) {
            eval->wrong = true;
            return 0;
        }
        uint64_t yes = condition(eval);
        eval->wrong |= !take(eval, ':');
        uint64_t no = eval->wrong ? 0 : condition(eval);
        value = value ? yes : no;
        eval->depth--;
    }
    return value;
}

/* False when the expression is wrong or gives a form that there is not. */
static bool evaluate(const struct plural *plural, uint64_t n, unsigned *form_r)
{
    struct eval eval = {.at = plural->expression.at, .n = n};
    eval.end = eval.at + plural->expression.len;
    uint64_t form = condition(&eval);
    skip_blanks(&eval);
    if (eval.wrong || eval.at != eval.end || form >= plural->forms) {
        return false;
    }
    *form_r = (unsigned)form;
    return true;
}

/* The value of `name=` up to the semicolon. */
static struct str field(struct str text, const char *name)
{
    struct str part = STR_NONE, rest = text;
    while (rest.len > 0) {
        str_cut(rest, ';', &part, &rest);
        while (part.len > 0 && (*part.at == ' ' || *part.at == '\t')) {
            part.at++;
            part.len--;
        }
        if (str_starts(part, name)) {
            size_t len = strlen(name);
            return (struct str){part.at + len, part.len - len};
        }
    }
    return STR_NONE;
}

bool plural_parse(struct str text, struct plural *plural_r)
{
    int64_t forms = 2;
    unsigned form = 0;
    struct plural plural = {2, STR("n != 1")};
    if (text.len > 0) {
        plural.expression = field(text, "plural=");
        if (!str_int(field(text, "nplurals="), &forms) || forms < 1 || forms > PLURAL_FORMS_MAX ||
            plural.expression.len == 0) {
            return false;
        }
        plural.forms = (unsigned)forms;
    }
    for (uint64_t n = 0; n <= 200; n++) {
        if (!evaluate(&plural, n, &form)) {
            return false;
        }
    }
    *plural_r = plural;
    return true;
}

unsigned plural_form(const struct plural *plural, uint64_t n)
{
    unsigned form = 0;
    return evaluate(plural, n, &form) ? form : 0;
}
