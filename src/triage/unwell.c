#include "triage/unwell.h"

#include "clinical/realert.h"

#define BIT(parameter) (UINT64_C(1) << (parameter))
_Static_assert(PARAMETER_COUNT <= UNWELL_FORM, "each parameter has a bit");

/* "programme:version:form:item:option" */
static unwell_causes form_of(const struct reason *reason)
{
    unsigned form = 0, colons = 0;
    bool any = false;
    for (size_t i = 0; i < reason->about_len && colons < 3; i++) {
        char c = reason->about[i];
        colons += c == ':';
        if (colons == 2 && c >= '0' && c <= '9') {
            form = (form * 10 + (unsigned)(c - '0')) % UNWELL_FORMS;
            any = true;
        }
    }
    return any ? BIT(UNWELL_FORM + form) : UNWELL_ANSWERS;
}

static unwell_causes parameter_of(const struct reason *reason)
{
    return reason->parameter == PARAMETER_NONE ? 0 : BIT(reason->parameter);
}

unwell_causes unwell_about(const struct reason *reason)
{
    switch (matter_of(reason->rule)) {
    case MATTER_NEWS2:
        return BIT(PARAMETER_RESP_RATE) | BIT(PARAMETER_SPO2) | BIT(PARAMETER_SBP) |
               BIT(PARAMETER_PULSE) | BIT(PARAMETER_ACVPU) | BIT(PARAMETER_TEMP);
    case MATTER_OXIMETRY:
        return BIT(PARAMETER_SPO2) | BIT(PARAMETER_PULSE);
    case MATTER_ANSWER:
    case MATTER_SCORE:
    case MATTER_FORM:
    case MATTER_ANTHONISEN:
        return form_of(reason);
    case MATTER_COMBINED:
        return parameter_of(reason) | form_of(reason);
    default:
        return parameter_of(reason);
    }
}

unwell_causes unwell_causes_of(const struct reason *reasons, size_t count)
{
    unwell_causes causes = 0;
    for (size_t i = 0; i < count; i++)
        if (reasons[i].zone >= ZONE_YELLOW)
            causes |= unwell_about(&reasons[i]);
    return causes;
}

unwell_causes unwell_greens_of(const struct reason *reasons, size_t count)
{
    unwell_causes greens = 0;
    for (size_t i = 0; i < count; i++)
        if (reasons[i].zone == ZONE_GREEN)
            greens |= unwell_about(&reasons[i]);
    return greens & ~unwell_causes_of(reasons, count);
}

struct unwell unwell_next(const struct unwell *before, unwell_causes causes, unwell_causes greens,
                          bool counted, int64_t now)
{
    struct unwell after = *before;
    after.causes = (before->causes & ~greens) | causes;
    if (!after.causes)
        return (struct unwell){0};
    if (!before->from)
        return (struct unwell){.from = now, .causes = after.causes, .reports = 1};
    after.reports += causes && !counted;
    return after;
}
