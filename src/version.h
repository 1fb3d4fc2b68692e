#ifndef VARDE_VERSION_H
#define VARDE_VERSION_H

#define VARDE_VERSION "0.1"

#endif
