/* Health, readiness, the API's description, pages and assets. */
#ifndef VARDE_SYSTEM_API_H
#define VARDE_SYSTEM_API_H

#include "router.h"

enum handled system_healthz(struct call *call);
enum handled system_readyz(struct call *call);
enum handled system_openapi(struct call *call);
enum handled system_programme_schema(struct call *call);
enum handled page_clinician(struct call *call);
enum handled page_login(struct call *call);
enum handled page_patient(struct call *call);
enum handled page_asset(struct call *call);

#endif
