/* Files of others that tests read. */
#ifndef VARDE_TEST_DATA_H
#define VARDE_TEST_DATA_H

#include <stdbool.h>

struct arena;
struct json_object;

/* Where they are; NULL: they are not here. */
const char *data_folder(void);
/* The file's text; NULL when it is not there. */
const char *data_file(struct arena *arena, const char *path);

/* Does `all` hold every member, item and value of `part`? Arrays may hold more between. path_r says
 * where not. */
bool data_holds(struct json_object *all, struct json_object *part, char path_r[160]);

#endif
