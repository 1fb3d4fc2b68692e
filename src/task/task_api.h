/* Tasks over HTTP: the lists, and what is done with one. */
#ifndef VARDE_TASK_API_H
#define VARDE_TASK_API_H

#include "router.h"
#include "task/task_list.h"

enum handled task_list(struct call *call);
enum handled task_count(struct call *call);
enum handled task_patient_list(struct call *call);
enum handled task_choices(struct call *call);

enum handled task_new(struct call *call);
enum handled task_done(struct call *call);
enum handled task_move(struct call *call);
enum handled task_take(struct call *call);
enum handled task_release(struct call *call);
enum handled task_hand(struct call *call);
enum handled task_cancel(struct call *call);
enum handled task_reopen(struct call *call);

/* A task's own words, else its kind's. */
struct str task_title(const struct language *language, const struct task *task);
/* The task as an object; trace: those of all of the patient's tasks; NULL: none is shown. */
void task_put(struct json_out *out, struct call *call, const struct task_row *row,
              const struct task_trace *trace, size_t trace_count);

#endif
