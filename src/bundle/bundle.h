/* A Bundle that comes in: transaction, batch or collection, about one patient.
 *
 * It is read in three steps without a database between them: bundle_read takes it apart; whoever
 * has a database finds out whom each claim means; bundle_settle follows the references and reads
 * what is to be stored. What is wrong with one entry stands with that entry. */
#ifndef VARDE_BUNDLE_H
#define VARDE_BUNDLE_H

#include "base/json_in.h"
#include "fhir/place.h"
#include "observation/observation.h"
#include "response/form_response.h"

#define BUNDLE_MOST 500

enum bundle_type { BUNDLE_TRANSACTION, BUNDLE_BATCH, BUNDLE_COLLECTION };

enum entry_kind {
    ENTRY_OBSERVATION, /* stored */
    ENTRY_RESPONSE,    /* a QuestionnaireResponse: stored */
    ENTRY_PATIENT,     /* found, never made */
    ENTRY_DEVICE,      /* what names it keeps its identifier */
    ENTRY_CLOCK,       /* what a device's clock showed: about no patient */
};

/* Whom an entry is about, as it says so: one of several. */
struct claim {
    struct str id;            /* "x" of "Patient/x" */
    struct str system, value; /* an identifier, when there is no id */
    bool known;               /* found out by whoever has a database */
    struct uuid patient;
};

struct bundle_entry {
    struct json_object *resource;
    struct str full_url; /* STR_NONE when there is none */
    enum entry_kind kind;
    const struct error *error; /* NULL: good so far */
    const char *status;        /* HTTP's, when the error's own says too little */
    size_t claim_count;        /* 0 as long as another entry says whom */
    struct claim *claims;
    struct bundle_entry *subject;    /* that other entry */
    struct observation *observation; /* of an ENTRY_OBSERVATION once it is settled */
    struct form_response *response;  /* of an ENTRY_RESPONSE */
    size_t target_count;             /* entries that are stored, and that this one refers to */
    struct bundle_entry **targets;
};

struct bundle {
    enum bundle_type type;
    size_t count;
    struct bundle_entry *entries;
    struct bundle_index *index;
};

/* False: the Bundle as a whole cannot be taken, or is a transaction with something wrong in it. */
bool bundle_read(struct arena *arena, struct json_object *json, struct bundle *bundle_r,
                 struct error *error);

/* Whom the entry is about, as far as claims are known; NULL: nobody. */
const struct uuid *bundle_patient(const struct bundle_entry *entry);

struct bundle_asker {
    struct uuid patient; /* whom the Bundle is about */
    struct uuid account;
    struct str idempotency_key; /* STR_NONE: none */
    int64_t now;
    /* Reads an answered form of the patient's and makes its key; places begin with
     * "QuestionnaireResponse". NULL: none are taken. */
    bool (*read_response)(void *context, struct json_object *resource, struct str idempotency_key,
                          struct form_response *response_r, struct error *error);
    void *context;
};
/* "Observation.code" is "Bundle.entry[2].resource.code" here. */
void bundle_place(size_t entry, struct error *error);
/* Refuses entries about others, follows references (the tree is changed), reads Observations and
 * makes their keys. False: it is a transaction with something wrong in it, or read_response
 * failed with anything but ERROR_INVALID. */
bool bundle_settle(struct arena *arena, struct bundle *bundle, const struct bundle_asker *asker,
                   struct error *error);

#endif
