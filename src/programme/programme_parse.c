/* A programme file as a whole. */
#include "programme/programme_parse.h"

#include <stdio.h>

#define SCHEMA "https://varde.no/schema/programme-1.json"

static bool read_head(const struct programme_reader *reader, struct json_object *file)
{
    static const char *const names[] = {
        "$schema",  "id",           "version", "name",   "status",          "source",
        "criteria", "states",       "entries", "trial",  "schedule",        "parameters",
        "forms",    "combinations", "zones",   "advice", "closing_reasons", "texts",
        "rules",    "followUp",     NULL};
    static const char *const schema[] = {SCHEMA, NULL};
    struct programme *programme = reader->programme;
    struct place top = PLACE_TOP("");
    const char *id;
    int choice;
    if (!file_members(reader, file, names, &top) ||
        (json_in_get(file, "$schema") &&
         !file_choice(reader, file, "$schema", schema, &top, &choice)) ||
        !file_id(reader, file, "id", true, &top, &id) || !file_status(reader, file, &top) ||
        !file_key(reader, file, "name", true, &top, &programme->name))
        return false;
    snprintf(programme->id, sizeof programme->id, "%s", id);
    if (!file_count(reader, file, "version", 1, 1000000, &top, &choice))
        return false;
    programme->version = choice;
    return true;
}

bool programme_parse(struct arena *arena, struct str document, struct programme *programme_r,
                     struct error *error)
{
    struct error unheard = {0};
    struct programme_reader reader = {
        .arena = arena, .programme = programme_r, .error = error ? error : &unheard};
    *programme_r = (struct programme){.version = 0};
    if (document.len > PROGRAMME_DOCUMENT_MOST)
        return error_at(error, ERROR_INVALID, "/", "is more than %d bytes",
                        PROGRAMME_DOCUMENT_MOST);
    struct json_object *file = json_in_parse(document, error);
    if (!file)
        return false;
    bool ok = programme_texts_read(&reader, file) && read_head(&reader, file) &&
              programme_parameters_read(&reader, file) && programme_rules_read(&reader, file) &&
              programme_forms_read(&reader, file) && programme_combinations_read(&reader, file) &&
              programme_course_read(&reader, file);
    json_in_destroy(file);
    return ok;
}
