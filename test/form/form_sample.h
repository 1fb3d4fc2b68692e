/* Forms and responses for tests: JSON with ' for ", read or refused. */
#ifndef VARDE_TEST_FORM_SAMPLE_H
#define VARDE_TEST_FORM_SAMPLE_H

#include "../data.h"
#include "base/arena.h"
#include "base/json_in.h"
#include "form/form.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct sample {
    struct arena arena;
    bool ok;
    struct questionnaire form;
    struct questionnaire_response response;
    enum form_state *states;
    struct error error;
};

void sample_init(struct sample *sample);
void sample_finish(struct sample *sample);

/* The whole resource as JSON. */
void sample_form_json(struct sample *sample, const char *text);
/* Its items alone, with ' for ". */
void sample_form(struct sample *sample, const char *items);
/* The items of a response to the form that was read; its states are worked out. */
void sample_answers(struct sample *sample, const char *items);
void sample_response_json(struct sample *sample, const char *text);

/* "item problem, item problem"; the states as the linkIds that are enabled, in an instance with its
 * number behind ("1.2#0"); the reasons. */
const char *sample_problems(struct sample *sample);
const char *sample_enabled(struct sample *sample);
const char *sample_reasons(struct sample *sample);
struct form_score sample_score(struct sample *sample);
/* The whole response, printed. */
const char *sample_printed(struct sample *sample);

/* A questionnaire of scored choices 0–3 that asks `count` questions, the last one a red flag from 1
 * on when flagged; and a response to it. */
void sample_scale(struct sample *sample, size_t count, bool flagged);
void sample_scale_answers(struct sample *sample, const int *answers, size_t count);

#endif
