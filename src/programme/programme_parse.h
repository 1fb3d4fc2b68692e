/* The parts of reading a programme file, for programme/'s parsers alone. */
#ifndef VARDE_PROGRAMME_PARSE_H
#define VARDE_PROGRAMME_PARSE_H

#include "base/arena.h"
#include "base/json_in.h"
#include "fhir/place.h"
#include "programme/programme.h"

struct programme_reader {
    struct arena *arena;
    struct programme *programme;         /* with what has been read so far */
    uint64_t *symptoms[PROGRAMME_FORMS]; /* the forms' own */
    struct error *error;
};

/* ---- members: programme_file.c. A place is printed as a JSON pointer. ---- */

bool file_error(const struct programme_reader *reader, const struct place *place,
                const char *format, ...) __attribute__((format(printf, 3, 4)));

/* An object with no members but those named (ending with NULL). */
bool file_members(const struct programme_reader *reader, struct json_object *object,
                  const char *const *names, const struct place *place);
/* A list of at most so many, or missing (NULL) where it may be. */
bool file_list(const struct programme_reader *reader, struct json_object *object, const char *name,
               bool required, size_t most, const struct place *place, struct json_object **list_r);
/* A name within the file: lower-case letters, digits, '-' and '_'. NULL when it is missing and may
 * be. */
bool file_id(const struct programme_reader *reader, struct json_object *object, const char *name,
             bool required, const struct place *place, const char **id_r);
/* Any text that is not empty. NULL when it is missing and may be. */
bool file_text(const struct programme_reader *reader, struct json_object *object, const char *name,
               bool required, const struct place *place, const char **text_r);
/* A key that has a text. NULL when it is missing and may be. */
bool file_key(const struct programme_reader *reader, struct json_object *object, const char *name,
              bool required, const struct place *place, programme_key *key_r);
bool file_keys(const struct programme_reader *reader, struct json_object *object, const char *name,
               const struct place *place, const programme_key **keys_r, size_t *count_r);
/* Stays as it is when it is missing. */
bool file_flag(const struct programme_reader *reader, struct json_object *object, const char *name,
               const struct place *place, bool *flag_r);
/* A whole number from least to most. */
bool file_count(const struct programme_reader *reader, struct json_object *object, const char *name,
                int least, int most, const struct place *place, int *count_r);
/* In exact millionths. */
bool file_number(const struct programme_reader *reader, struct json_object *object,
                 const char *name, const struct place *place, int64_t *micro_r);
/* One of the words (ending with NULL), by its number. */
bool file_choice(const struct programme_reader *reader, struct json_object *object,
                 const char *name, const char *const *words, const struct place *place,
                 int *choice_r);
/* The word of a list that stands at `place`. */
bool file_word(const struct programme_reader *reader, struct json_object *value,
               const struct place *place, struct str *word_r);
bool file_operator(const struct programme_reader *reader, struct json_object *object,
                   const struct place *place, enum limit_operator *operator_r);
/* How a number is known: "seen" with its source, "memory" or "proposal". */
bool file_status(const struct programme_reader *reader, struct json_object *object,
                 const struct place *place);
/* A parameter's word; PARAMETER_NONE when it is missing and may be. */
bool file_parameter(const struct programme_reader *reader, struct json_object *object,
                    bool required, const struct place *place, enum parameter *parameter_r);

/* ---- the file's parts, in the order in which they are read ---- */

bool programme_texts_read(struct programme_reader *reader, struct json_object *file);
/* programme_measure.c */
bool programme_parameters_read(struct programme_reader *reader, struct json_object *file);
/* programme_rules.c */
bool programme_rules_read(struct programme_reader *reader, struct json_object *file);
/* programme_forms.c */
bool programme_forms_read(struct programme_reader *reader, struct json_object *file);
bool programme_combinations_read(struct programme_reader *reader, struct json_object *file);
/* programme_course.c: criteria, states, trial, schedule, zones, advice, closing. */
bool programme_course_read(struct programme_reader *reader, struct json_object *file);

#endif
