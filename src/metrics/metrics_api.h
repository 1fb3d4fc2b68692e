/* GET /metrics: Prometheus' text. It names no patient and nobody else; still it is for the operator
 * alone, and whoever stands in front of the server keeps others from it. */
#ifndef VARDE_METRICS_API_H
#define VARDE_METRICS_API_H

#include "router.h"

enum handled metrics_show(struct call *call);

#endif
