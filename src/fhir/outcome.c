#include "fhir/outcome.h"

#include <stdio.h>

/* "Observation.code", not "line 1, column 2" or a header's name. */
static bool is_path(const char *place)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789._[]()='-";
    return place[0] >= 'A' && place[0] <= 'Z' && strchr(place, '.') &&
           place[strspn(place, allowed)] == 0;
}

static const char *issue_code(const struct error *error)
{
    switch (error->code) {
    case ERROR_INVALID:
        return strncmp(error->place, "line ", 5) == 0 ? "structure" : "invalid";
    case ERROR_MALFORMED:
        return "invalid";
    case ERROR_UNIDENTIFIED:
        return "security";
    case ERROR_FORBIDDEN:
        return "forbidden";
    case ERROR_NOT_FOUND:
        return "not-found";
    case ERROR_CONFLICT:
        return "conflict";
    case ERROR_TOO_LARGE:
    case ERROR_HEAD:
        return "too-costly";
    case ERROR_MEDIA_TYPE:
        return "not-supported";
    case ERROR_BUSY:
        return "transient";
    case ERROR_NONE:
    case ERROR_INTERNAL:
        break;
    }
    return "exception";
}

static void issue(struct json_out *out, const char *severity, const char *code,
                  const char *diagnostics, const char *expression)
{
    json_object_open(out);
    json_put_text(out, "resourceType", "OperationOutcome");
    json_key(out, "issue");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "severity", severity);
    json_put_text(out, "code", code);
    if (diagnostics[0])
        json_put_text(out, "diagnostics", diagnostics);
    if (expression[0]) {
        json_key(out, "expression");
        json_array_open(out);
        json_text(out, expression);
        json_array_close(out);
    }
    json_object_close(out);
    json_array_close(out);
    json_object_close(out);
}

void outcome_json(struct json_out *out, const struct error *error)
{
    char text[sizeof error->place + sizeof error->detail + 2];
    bool path = is_path(error->place);
    if (error->place[0])
        snprintf(text, sizeof text, "%s: %s", error->place, error->detail);
    else
        snprintf(text, sizeof text, "%s", error->detail);
    issue(out, "error", issue_code(error), text, path ? error->place : "");
}

void outcome_note(struct json_out *out, const char *severity, const char *code,
                  const char *diagnostics)
{
    issue(out, severity, code, diagnostics, "");
}
