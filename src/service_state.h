/* Tells who started the service how it is (systemd's protocol, NOTIFY_SOCKET). Nothing happens when
 * nobody asked to be told. */
#ifndef VARDE_SERVICE_STATE_H
#define VARDE_SERVICE_STATE_H

#include <stdbool.h>

void service_ready(void);
void service_reloading(void); /* service_ready ends it */
void service_stopping(void);
/* To be called every few seconds; WATCHDOG_USEC says that somebody counts. */
void service_alive(void);

#endif
