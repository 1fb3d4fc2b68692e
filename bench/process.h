/* Programs that the benchmarks start, and what they leave behind. */
#ifndef VARDE_BENCH_PROCESS_H
#define VARDE_BENCH_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Runs to its end; what it prints, without the last newline, goes to output_r. Fails the bench when
 * the program fails. */
void child_run(char *const argv[], char *output_r, size_t size);
/* Started with its messages going to a file. Ended by child_stop, or when the bench ends. */
pid_t child_start(char *const argv[], const char *messages);
void child_stop(pid_t child);
void children_stop(void);

/* What it holds of memory but what is mapped from files, in KiB. */
int64_t child_memory(pid_t child);

void file_copy(const char *from, const char *to);
void folder_remove(const char *path);

#endif
