/* Files of others that tests read. */
#ifndef VARDE_TEST_DATA_H
#define VARDE_TEST_DATA_H

struct arena;

/* Where they are; NULL: they are not here. */
const char *data_folder(void);
/* The file's text; NULL when it is not there. */
const char *data_file(struct arena *arena, const char *path);

#endif
