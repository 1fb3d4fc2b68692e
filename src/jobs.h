/* What the service does by itself. */
#ifndef VARDE_JOBS_H
#define VARDE_JOBS_H

#include "jobs/job.h"

extern const struct job jobs[];
extern const size_t job_count;

#endif
