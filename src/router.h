/* Every URL stands in one const table; the dispatcher matches, identifies, asks for permission and
 * relation, checks the body, and logs. A handler only does its own work: it never checks who asks.
 */
#ifndef VARDE_ROUTER_H
#define VARDE_ROUTER_H

#include "auth/permit.h"
#include "base/i18n.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "http/request.h"
#include "http/server.h"
#include "store/writer.h"

struct app;
struct call;

/* About whom is it? */
enum subject {
    SUBJECT_NONE,    /* about nobody, or the asker alone */
    SUBJECT_LIST,    /* about many: the handler lists under the asker's condition (permit.h) */
    SUBJECT_PATIENT, /* the first path parameter is a patient's id */
    SUBJECT_OWNED,   /* the first path parameter is PATIENT.ID */
    SUBJECT_FOUND,   /* `find` reads it from the body or the query */
};

enum audit {
    AUDIT_NONE,  /* no patient's data in it */
    AUDIT_READ,  /* the dispatcher logs, and the answer leaves after that is on disk */
    AUDIT_WRITE, /* the command logs in its own transaction */
};

/* When is the relation asked? */
enum relation {
    RELATION_FIRST,    /* before the handler runs */
    RELATION_IN_WRITE, /* with the command's own questions (`related`), and told before its `apply`
                        */
};

enum route_kind { ROUTE_PAGE, ROUTE_API, ROUTE_FHIR };

struct route {
    enum method method;
    const char *pattern; /* "/api/patients/{id}": a name in braces is one segment */
    enum route_kind kind;
    enum action action;
    enum subject subject;
    enum audit audit;
    enum relation relation;
    size_t body_most;  /* bytes; 0: takes no body */
    bool body_is_form; /* the handler reads it itself; else it is JSON */
    bool body_optional;
    /* Handles once all is allowed. HANDLED with the answer, or WAITING after call_write. */
    enum handled (*handler)(struct call *call);
    /* SUBJECT_FOUND: whom is it about? found_r false: the record is not known here (the same answer
     * as for a stranger's). False: the request is wrong. */
    bool (*find)(struct call *call, struct uuid *patient_r, bool *found_r, struct error *error);
    const char *fhir; /* "Observation create" and so on, for the capability statement */
};

extern const struct route routes[];
extern const size_t route_count;

#define CALL_PARAMETERS 4

struct call {
    struct app *app;
    struct request *request;
    const struct route *route;
    struct str parameter[CALL_PARAMETERS]; /* the path's, in order */
    struct who who;
    const struct language *language;
    struct db *db;            /* a reading connection, until the handler returns */
    struct json_object *json; /* the body; NULL when the route takes none */
    struct grant grant;       /* patient and enrolments, when there is a subject */
    struct uuid owned;        /* SUBJECT_OWNED: the second part of the id */
    /* AUDIT_READ of a list: the patients that the answer shows. */
    size_t shown_count, shown_size;
    struct uuid *shown;
    int64_t began;  /* ticks */
    bool is_stream; /* its answer goes on */
    struct write *write;
    struct command *command;             /* what the answer waits for */
    void (*finished)(struct call *call); /* when the request is over; may be NULL */
    void *data;                          /* finished's own */
};

/* A change: runs on the writer, in the request's arena. `ask` and `apply` as in writer.h; apply
 * also sets the answer with respond(), which a repeated Idempotency-Key gets again. The command's
 * key is the patient. */
struct write {
    struct command command;
    struct call *call;
    bool (*ask)(struct write *write, struct tx *tx); /* may be NULL */
    bool (*apply)(struct write *write, struct tx *tx, struct error *error);
    void *data; /* the handler's */
    /* When the answer shows what is there after the change: with a reading connection after the
     * commit, or, so that a repeated key gets the same again, before it. NULL: the answer is the
     * one that apply set. */
    enum handled (*answer)(struct call *call);
    bool answered;
    /* For a repeated key whose answer shows several patients: logs that it was read. After `ask`;
     * NULL: it shows the command's own patient, or none. */
    void (*repeated)(struct write *write, struct tx *tx);
    /* RELATION_IN_WRITE: `ask` leaves here the rows that permit_told reads. Without them nobody
     * may. */
    struct rows *related;
    struct str idempotency_key; /* STR_NONE: none */
    bool regrants;              /* who may what has changed: no session is remembered past it */
    struct rows *earlier;
};

enum handled call_write(struct call *call, bool (*ask)(struct write *write, struct tx *tx),
                        bool (*apply)(struct write *write, struct tx *tx, struct error *error),
                        void *data);

/* One that changes who may what, and asks nothing first: what is remembered of it is forgotten with
 * the commit. */
enum handled call_write_rights(struct call *call,
                               bool (*apply)(struct write *write, struct tx *tx,
                                             struct error *error),
                               void *data);

/* Answers an error in the manner of the route: problem JSON or OperationOutcome. */
enum handled call_fail(struct call *call, const struct error *error);
/* Answers JSON: application/json, or application/fhir+json on FHIR routes. */
enum handled call_json(struct call *call, int status, const struct json_out *out);
/* The bearer token or session cookie that came with the request; STR_NONE when there is none. */
struct str call_token(struct call *call);
/* Notes that the answer shows this patient (lists). */
void call_shows(struct call *call, const struct uuid *patient);

/* "{patient}.{id}", the public id of what belongs to a patient. */
#define OWNED_TEXT (2 * UUID_TEXT)
void owned_text(const struct uuid *patient, const struct uuid *id, char text_r[OWNED_TEXT]);
/* Says by headers where a resource of the patient's stands, "/fhir/Observation/…", and which
 * version of it this is. */
void call_put_place(struct call *call, const char *type, const uint8_t key[16], int64_t version);
bool owned_parse(struct str text, struct uuid *patient_r, struct uuid *id_r);

/* The table, one JSON object a line: for tests and documentation. */
void routes_print(struct buf *out);

/* For http_config. */
size_t router_body_most(void *app, enum method method, struct str path);
enum handled router_handle(void *context, struct request *request);
enum handled router_woken(void *app, struct request *request);
void router_finished(void *context, struct request *request);
void router_refuse(void *app, struct request *request, enum error_code code, const char *detail);

#endif
