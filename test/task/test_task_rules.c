/* Runs test/task/task_rules.cases, each case as one test with its name; prints TAP. What a look
 * stores is kept here in a list, as task_look does in the table. */
#include "task/task_rules.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/caltime.h"
#include "base/clock.h"

enum { MOST = 32, TEXT = 2048 };

struct stored {
    struct task task;
    char about[TASK_ABOUT];
};

struct one {
    char name[200];
    bool failed;
    struct task_enrolment enrolments[MOST];
    struct task_service services[MOST];
    struct task_action actions[MOST];
    struct task_doubt doubts[MOST];
    struct task_facts facts;
    struct stored stored[MOST];
    size_t stored_count;
};

static int ran, failures;

static void bail(int line, const char *why)
{
    printf("Bail out! task_rules.cases:%d: %s\n", line, why);
    exit(1);
}

/* The next word of the line; NULL: there is none. */
static char *cut_word(char **rest)
{
    char *word = *rest + strspn(*rest, " "), *end = word + strcspn(word, " ");
    *rest = *end ? end + 1 : end;
    *end = '\0';
    return *word ? word : NULL;
}

static const char *next_word(char **rest, int line)
{
    const char *word = cut_word(rest);
    if (!word)
        bail(line, "something is missing");
    return word;
}

static int next_number(char **rest, int line)
{
    return (int)strtol(next_word(rest, line), NULL, 10);
}

/* "none", or a day and a time by the clock on the wall. */
static int64_t next_moment(char **rest, int line)
{
    struct caltime day;
    struct str hour, minute;
    int64_t hours, minutes;
    const char *word = next_word(rest, line);
    if (strcmp(word, "none") == 0)
        return 0;
    if (!caltime_parse(str_of(word), 0, false, &day) ||
        !str_cut(str_of(next_word(rest, line)), ':', &hour, &minute) || !str_int(hour, &hours) ||
        !str_int(minute, &minutes))
        bail(line, "no time");
    return caltime_oslo_moment(day.from / DAY, (int)(hours * 60 + minutes));
}

static enum zone next_zone(char **rest, int line)
{
    const char *word = next_word(rest, line);
    for (int zone = ZONE_NONE; zone <= ZONE_RED; zone++)
        if (strcmp(word, zone_word((enum zone)zone)) == 0)
            return (enum zone)zone;
    bail(line, "no zone");
    return ZONE_NONE;
}

static struct uuid id_of(int kind, int number)
{
    return (struct uuid){{(uint8_t)kind, [15] = (uint8_t)number}};
}

enum { OF_ENROLMENT = 1, OF_SERVICE, OF_HOME, OF_ACTION, OF_PERSON };

static struct task_enrolment *enrolment(struct one *one, int number)
{
    struct uuid id = id_of(OF_ENROLMENT, number);
    for (size_t i = 0; i < one->facts.enrolment_count; i++)
        if (uuid_equal(&one->enrolments[i].id, &id))
            return &one->enrolments[i];
    struct task_enrolment *to = &one->enrolments[one->facts.enrolment_count++];
    *to = (struct task_enrolment){.id = id,
                                  .municipality = id_of(OF_HOME, 1),
                                  .trial_days = 14,
                                  .follow_up = PROGRAMME_FOLLOW_UP};
    return to;
}

static struct task_service *service(struct one *one, int number)
{
    struct uuid id = id_of(OF_SERVICE, number);
    for (size_t i = 0; i < one->facts.service_count; i++)
        if (uuid_equal(&one->services[i].id, &id))
            return &one->services[i];
    struct task_service *to = &one->services[one->facts.service_count++];
    *to = (struct task_service){.id = id};
    return to;
}

static struct task_action *action(struct one *one, int number)
{
    struct uuid id = id_of(OF_ACTION, number);
    for (size_t i = 0; i < one->facts.action_count; i++)
        if (uuid_equal(&one->actions[i].id, &id))
            return &one->actions[i];
    struct task_action *to = &one->actions[one->facts.action_count++];
    *to = (struct task_action){.id = id};
    return to;
}

static void take_enrol(struct one *one, char **rest, int line)
{
    struct task_enrolment *to = enrolment(one, next_number(rest, line));
    const char *state = next_word(rest, line), *with;
    if (!enrolment_state_of_word(str_of(state), &to->state))
        bail(line, "no state");
    to->state_since = next_moment(rest, line);
    if (to->state == STATE_TRIAL && !to->trial_since)
        to->trial_since = to->state_since;
    with = cut_word(rest);
    if (with || uuid_is_zero(&to->service))
        to->service = service(one, with ? next_number(rest, line) : 1)->id;
}

static void take_unwell(struct one *one, char **rest, int line)
{
    struct task_enrolment *to = enrolment(one, next_number(rest, line));
    to->unwell_from = next_moment(rest, line);
    to->unwell_reports = next_number(rest, line);
    to->unwell_worst = next_zone(rest, line);
}

static void take_action(struct one *one, char **rest, int line)
{
    struct task_action *to = action(one, next_number(rest, line));
    next_word(rest, line);
    to->enrolment = enrolment(one, next_number(rest, line))->id;
    next_word(rest, line);
    to->check_at = next_moment(rest, line);
}

static void take_effect(struct one *one, char **rest, int line)
{
    struct task_action *to = action(one, next_number(rest, line));
    const char *word = next_word(rest, line);
    to->effect = strcmp(word, "good") == 0   ? EFFECT_GOOD
                 : strcmp(word, "none") == 0 ? EFFECT_NONE
                                             : EFFECT_STOPPED;
    to->effect_at = next_moment(rest, line);
}

static void take_reading(struct one *one, char **rest, int line)
{
    struct task_enrolment *to = enrolment(one, next_number(rest, line));
    struct task_doubt *doubt = &one->doubts[to->doubt_count++];
    doubt->at = next_moment(rest, line);
    const char *parameter = next_word(rest, line);
    doubt->parameter = parameter_of_word(parameter, strlen(parameter));
    if (!doubt->parameter)
        bail(line, "no parameter");
    doubt->doubtful = strcmp(next_word(rest, line), "doubtful") == 0;
    to->doubts = one->doubts;
}

/* By hand, as task_look learns of it. */
static void take_end(struct one *one, enum task_state state, char **rest, int line)
{
    size_t number = (size_t)next_number(rest, line);
    if (number < 1 || number > one->stored_count)
        bail(line, "no such task");
    struct task *task = &one->stored[number - 1].task;
    task->state = state;
    task->ended_by = id_of(OF_PERSON, 1);
    task->ended_at = next_moment(rest, line);
    if (task->kind == TASK_MONTHLY_CONTACT)
        one->services[0].monthly_at = task->ended_at;
    if (task->kind == TASK_EQUIPMENT_CHECK)
        one->enrolments[0].equipment_at = task->ended_at;
}

static void take_closed(struct one *one, char **rest, int line)
{
    struct task_enrolment *gone = enrolment(one, next_number(rest, line));
    size_t after = (size_t)(one->enrolments + --one->facts.enrolment_count - gone);
    memmove(gone, gone + 1, after * sizeof *gone);
}

/* ---- looking ---- */

static void step(struct one *one, struct task *task, enum task_step what)
{
    if (what == STEP_NONE)
        return;
    task->state = what == STEP_MEET ? TASK_MET : what == STEP_CANCEL ? TASK_CANCELLED : TASK_OPEN;
    task->ended_by = (struct uuid){{0}};
    task->ended_at = what == STEP_REOPEN ? 0 : one->facts.now;
}

static void make(struct one *one, const struct task_wish *wish)
{
    struct stored *to = &one->stored[one->stored_count++];
    snprintf(to->about, sizeof to->about, "%s", wish->about);
    to->task = (struct task){.kind = wish->kind,
                             .about = str_of(to->about),
                             .service = wish->service,
                             .queue = wish->queue,
                             .state = TASK_OPEN,
                             .due_at = wish->due_at};
}

static struct task *stored_about(struct one *one, const char *about)
{
    for (size_t i = 0; i < one->stored_count; i++)
        if (strcmp(one->stored[i].about, about) == 0)
            return &one->stored[i].task;
    return NULL;
}

static const struct task_wish *wished(const struct task_wish *wishes, size_t count,
                                      const char *about)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(wishes[i].about, about) == 0)
            return &wishes[i];
    return NULL;
}

static void look_once(struct one *one)
{
    struct task_wish wishes[TASK_WISHES];
    size_t count = task_wishes(&one->facts, wishes);
    for (size_t i = 0; i < one->stored_count; i++)
        step(one, &one->stored[i].task,
             task_step(&one->facts, wished(wishes, count, one->stored[i].about),
                       &one->stored[i].task));
    for (size_t i = 0; i < count; i++)
        if (!stored_about(one, wishes[i].about) &&
            task_step(&one->facts, &wishes[i], NULL) == STEP_MAKE)
            make(one, &wishes[i]);
}

static void say(const struct one *one, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < one->stored_count; i++) {
        const struct task *task = &one->stored[i].task;
        int64_t day = caltime_oslo_day(task->due_at);
        int minute = (int)((task->due_at - caltime_oslo_moment(day, 0)) / MINUTE);
        int year, month, of_month;
        caltime_civil(day, &year, &month, &of_month);
        used += (size_t)snprintf(out + used, size - used, "%s%s %s due %04d-%02d-%02d %02d:%02d%s",
                                 i ? "; " : "", task_kind_word(task->kind),
                                 task_state_word(task->state), year, month, of_month, minute / 60,
                                 minute % 60, task->queue.b[0] == OF_HOME ? " at home" : "");
    }
}

/* A second look at the same moment must change nothing. */
static void take_at(struct one *one, char **rest, int line)
{
    char once[TEXT], twice[TEXT];
    one->facts.now = next_moment(rest, line);
    look_once(one);
    say(one, once, sizeof once);
    look_once(one);
    say(one, twice, sizeof twice);
    if (strcmp(once, twice) != 0) {
        printf("# %s, line %d: looked at twice: %s, then %s\n", one->name, line, once, twice);
        one->failed = true;
    }
}

static void take_is(struct one *one, const char *expected, int line)
{
    char got[TEXT];
    say(one, got, sizeof got);
    if (strcmp(got, expected) == 0)
        return;
    printf("# %s, line %d\n#   got      %s\n#   expected %s\n", one->name, line, got, expected);
    one->failed = true;
}

static void finish(const struct one *one)
{
    if (!one->name[0])
        return;
    printf("%sok %d - %s\n", one->failed ? "not " : "", ++ran, one->name);
    failures += one->failed;
}

static void begin(struct one *one, const char *name)
{
    finish(one);
    memset(one, 0, sizeof *one);
    snprintf(one->name, sizeof one->name, "%s", name);
    one->facts.enrolments = one->enrolments;
    one->facts.services = one->services;
    one->facts.actions = one->actions;
}

static void take_short(struct one *one, const char *word, char **rest, int line)
{
    if (strcmp(word, "contact") == 0) {
        struct task_service *to = service(one, next_number(rest, line));
        to->contact_at = next_moment(rest, line);
    } else if (strcmp(word, "zone") == 0) {
        struct task_service *to = service(one, next_number(rest, line));
        to->zone = next_zone(rest, line);
    } else if (strcmp(word, "trial") == 0) {
        struct task_enrolment *to = enrolment(one, next_number(rest, line));
        next_word(rest, line);
        to->trial_days = next_number(rest, line);
    } else if (strcmp(word, "well") == 0) {
        enrolment(one, next_number(rest, line))->unwell_from = 0;
    } else if (strcmp(word, "doctor") == 0) {
        one->enrolments[0].doctor_at = next_moment(rest, line);
    } else if (strcmp(word, "forget") == 0) {
        one->facts.action_count--;
    } else {
        bail(line, "no such line");
    }
}

static void take_line(struct one *one, char *text, int line)
{
    char *rest = text, *word = cut_word(&rest);
    if (!word || word[0] == '#')
        return;
    if (strcmp(word, "case") == 0)
        begin(one, rest);
    else if (strcmp(word, "enrol") == 0)
        take_enrol(one, &rest, line);
    else if (strcmp(word, "unwell") == 0)
        take_unwell(one, &rest, line);
    else if (strcmp(word, "action") == 0)
        take_action(one, &rest, line);
    else if (strcmp(word, "effect") == 0)
        take_effect(one, &rest, line);
    else if (strcmp(word, "reading") == 0)
        take_reading(one, &rest, line);
    else if (strcmp(word, "done") == 0)
        take_end(one, TASK_DONE, &rest, line);
    else if (strcmp(word, "cancelled") == 0)
        take_end(one, TASK_CANCELLED, &rest, line);
    else if (strcmp(word, "closed") == 0)
        take_closed(one, &rest, line);
    else if (strcmp(word, "at") == 0)
        take_at(one, &rest, line);
    else if (strcmp(word, "is") == 0)
        take_is(one, rest, line);
    else
        take_short(one, word, &rest, line);
}

int main(int argc, char **argv)
{
    static struct one one;
    char text[TEXT];
    int line = 0;
    FILE *file = fopen(argc > 1 ? argv[1] : "test/task/task_rules.cases", "r");
    if (!file)
        bail(0, "cannot be opened");
    while (fgets(text, sizeof text, file)) {
        text[strcspn(text, "\n")] = '\0';
        take_line(&one, text, ++line);
    }
    (void)fclose(file);
    finish(&one);
    printf("1..%d\n", ran);
    return failures ? 1 : 0;
}
