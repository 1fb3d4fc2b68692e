/* A day's measurements and answers as the patient's application would send them. */
#ifndef VARDE_DEMO_REPORT_H
#define VARDE_DEMO_REPORT_H

#include "demo/demo_form.h"
#include "report/report.h"

/* The report of the day that the patient has last lived through; in the transaction's arena. */
struct report *demo_report(const struct demo_patient *patient, const struct demo_forms *forms,
                           struct programmes *programmes, struct tx *tx);

#endif
