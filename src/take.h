/* What many requests say alike: ids in a path, members of a body, pages of a list. What is wrong is
 * refused with its place. */
#ifndef VARDE_TAKE_H
#define VARDE_TAKE_H

#include "router.h"

/* ERROR_NOT_FOUND, "There is no such WHAT.", when the path has no id there. */
bool take_path_id(const struct call *call, size_t parameter, const char *what, struct uuid *id_r,
                  struct error *error);
/* The enrolment that the path names, and its programme. ERROR_NOT_FOUND when the asker sees none
 * such. */
struct programme;
bool take_enrolment(const struct call *call, const struct permit_enrolment **enrolment_r,
                    const struct programme **programme_r, struct error *error);
/* Refuses a body that is no object, or holds other members than these (ending with NULL). */
bool take_only(struct call *call, const char *const *names, struct error *error);

/* One member of an object. place: where it stands in the body, "/name" or "/patient/name"; what
 * follows the last slash is its key. What need not be there (not `must`) may be missing, null or
 * empty, and is then STR_NONE, the zero id, TAKE_NO_DAY; so is a text of nothing but blanks. */

/* UTF-8 of at most so many bytes without what str_has_control finds; lines: ends of
 * lines and tabs may be in it. */
bool take_line(struct json_object *object, const char *place, size_t most, bool must,
               struct str *text_r, struct error *error);
bool take_lines(struct json_object *object, const char *place, size_t most, bool must,
                struct str *text_r, struct error *error);
bool take_id(struct json_object *object, const char *place, bool must, struct uuid *id_r,
             struct error *error);
#define TAKE_NO_DAY INT64_MIN
/* "YYYY-MM-DD" as days since 1970-01-01. */
bool take_day(struct json_object *object, const char *place, bool must, int64_t *day_r,
              struct error *error);
bool day_parse(struct str text, int64_t *day_r);
/* The id ("PATIENT.ID") of something else of the patient's; the zero id when nothing is said. */
bool take_owned(struct call *call, const char *place, const char *must_be, struct uuid *id_r,
                struct error *error);

/* ?limit=, a whole number from 1 on. */
bool take_limit(struct call *call, int64_t usual, int64_t most, int64_t *limit_r,
                struct error *error);

/* Pages of entries, the newest first, those of the same time by id: ?limit=, ?cursor=, and "next".
 * The page has what stands before these two. */
struct page {
    int64_t limit, at;
    struct uuid id;
};

/* The beginning, when the request has no cursor. */
bool take_page(struct call *call, int64_t usual, int64_t most, struct page *page_r,
               struct error *error);
/* Of `count` entries, read with one more than the page takes: how many it shows, and whether there
 * are more. */
size_t page_shown(const struct page *page, size_t count, bool *more_r);
/* "next": the entry that ended the page; NULL: there is no further one. */
void page_put_next(struct json_out *out, const struct page *last);

/* The beginning of all, for whoever needs no page. */
#define PAGE_NEWEST(most) ((struct page){.limit = (most), .at = INT64_MAX, .id = page_last_id()})
struct uuid page_last_id(void);

#endif
