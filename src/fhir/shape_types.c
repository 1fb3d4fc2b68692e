/* The types of R4 that an Observation is made of (http://hl7.org/fhir/R4/observation.html). */
#include "fhir/shape.h"

#define TEXT(name)                                                                                 \
    {                                                                                              \
        name, SHAPE_TEXT, false, NULL                                                              \
    }
#define ONE(name, type)                                                                            \
    {                                                                                              \
        name, SHAPE_OBJECT, false, type                                                            \
    }
#define MANY(name, type)                                                                           \
    {                                                                                              \
        name, SHAPE_OBJECT, true, type                                                             \
    }
#define PLAIN(name, kind)                                                                          \
    {                                                                                              \
        name, kind, false, NULL                                                                    \
    }
#define MODIFIER                                                                                   \
    {                                                                                              \
        "modifierExtension", SHAPE_REFUSED, false, NULL                                            \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, SHAPE_TEXT, false, NULL                                                              \
    }
#define SHAPE(id, title, ...)                                                                      \
    static const struct shape id = {title, (const struct shape_member[]){__VA_ARGS__, END}}

SHAPE(period, "Period", PLAIN("start", SHAPE_DATE_TIME), PLAIN("end", SHAPE_DATE_TIME));
SHAPE(coding, "Coding", TEXT("system"), TEXT("code"), TEXT("display"), TEXT("version"),
      PLAIN("userSelected", SHAPE_BOOLEAN));
SHAPE(concept, "CodeableConcept", MANY("coding", &coding), TEXT("text"));

/* Identifier and Reference hold each other; an assigner is seldom more than a name. */
SHAPE(identifier, "Identifier", TEXT("system"), TEXT("value"), TEXT("use"), ONE("type", &concept),
      ONE("period", &period), ONE("assigner", NULL));
SHAPE(reference, "Reference", TEXT("reference"), TEXT("type"), TEXT("display"),
      ONE("identifier", &identifier));

SHAPE(quantity, "Quantity", PLAIN("value", SHAPE_DECIMAL), TEXT("unit"), TEXT("system"),
      TEXT("code"), TEXT("comparator"));
SHAPE(range, "Range", ONE("low", &quantity), ONE("high", &quantity));
SHAPE(ratio, "Ratio", ONE("numerator", &quantity), ONE("denominator", &quantity));
SHAPE(sampled, "SampledData", ONE("origin", &quantity), PLAIN("period", SHAPE_DECIMAL),
      PLAIN("factor", SHAPE_DECIMAL), PLAIN("lowerLimit", SHAPE_DECIMAL),
      PLAIN("upperLimit", SHAPE_DECIMAL), PLAIN("dimensions", SHAPE_INTEGER), TEXT("data"));
SHAPE(annotation, "Annotation", TEXT("text"), PLAIN("time", SHAPE_DATE_TIME),
      ONE("authorReference", &reference), TEXT("authorString"));
SHAPE(meta, "Meta", TEXT("versionId"), PLAIN("lastUpdated", SHAPE_INSTANT), TEXT("source"),
      {"profile", SHAPE_TEXT, true, NULL}, MANY("security", &coding), MANY("tag", &coding));
SHAPE(narrative, "Narrative", TEXT("status"), TEXT("div"));

static const struct shape extension;

const struct shape_member shape_element[] = {TEXT("id"), MANY("extension", &extension), END};

static const struct shape extension = {
    "Extension",
    (const struct shape_member[]){
        TEXT("url"),
        TEXT("valueString"),
        TEXT("valueCode"),
        TEXT("valueUri"),
        TEXT("valueUrl"),
        TEXT("valueCanonical"),
        TEXT("valueOid"),
        TEXT("valueUuid"),
        TEXT("valueId"),
        TEXT("valueMarkdown"),
        TEXT("valueBase64Binary"),
        TEXT("valueTime"),
        PLAIN("valueBoolean", SHAPE_BOOLEAN),
        PLAIN("valueDecimal", SHAPE_DECIMAL),
        PLAIN("valueInteger", SHAPE_INTEGER),
        PLAIN("valuePositiveInt", SHAPE_INTEGER),
        PLAIN("valueUnsignedInt", SHAPE_INTEGER),
        PLAIN("valueDate", SHAPE_DATE_TIME),
        PLAIN("valueDateTime", SHAPE_DATE_TIME),
        PLAIN("valueInstant", SHAPE_INSTANT),
        ONE("valueCodeableConcept", &concept),
        ONE("valueCoding", &coding),
        ONE("valueQuantity", &quantity),
        ONE("valueAge", &quantity),
        ONE("valueCount", &quantity),
        ONE("valueDistance", &quantity),
        ONE("valueDuration", &quantity),
        ONE("valueRange", &range),
        ONE("valueRatio", &ratio),
        ONE("valuePeriod", &period),
        ONE("valueIdentifier", &identifier),
        ONE("valueReference", &reference),
        ONE("valueAnnotation", &annotation),
        ONE("valueSampledData", &sampled),
        ONE("valueMeta", &meta),
        ONE("valueMoney", NULL),
        ONE("valueAddress", NULL),
        ONE("valueAttachment", NULL),
        ONE("valueContactPoint", NULL),
        ONE("valueHumanName", NULL),
        ONE("valueSignature", NULL),
        ONE("valueTiming", NULL),
        ONE("valueContactDetail", NULL),
        ONE("valueContributor", NULL),
        ONE("valueDataRequirement", NULL),
        ONE("valueExpression", NULL),
        ONE("valueParameterDefinition", NULL),
        ONE("valueRelatedArtifact", NULL),
        ONE("valueTriggerDefinition", NULL),
        ONE("valueUsageContext", NULL),
        ONE("valueDosage", NULL),
        END,
    },
};

#define VALUES                                                                                     \
    ONE("valueQuantity", &quantity), ONE("valueCodeableConcept", &concept), TEXT("valueString"),   \
        PLAIN("valueBoolean", SHAPE_BOOLEAN), PLAIN("valueInteger", SHAPE_INTEGER),                \
        ONE("valueRange", &range), ONE("valueRatio", &ratio), ONE("valueSampledData", &sampled),   \
        TEXT("valueTime"), PLAIN("valueDateTime", SHAPE_DATE_TIME), ONE("valuePeriod", &period)

SHAPE(reference_range, "Observation.referenceRange", MODIFIER, ONE("low", &quantity),
      ONE("high", &quantity), ONE("type", &concept), MANY("appliesTo", &concept),
      ONE("age", &range), TEXT("text"));
SHAPE(component, "Observation.component", ONE("code", &concept), VALUES,
      ONE("dataAbsentReason", &concept), MANY("interpretation", &concept),
      MANY("referenceRange", &reference_range), MODIFIER);

const struct shape shape_observation = {
    "Observation",
    (const struct shape_member[]){
        TEXT("resourceType"),
        MANY("identifier", &identifier),
        TEXT("status"),
        MANY("category", &concept),
        ONE("code", &concept),
        ONE("subject", &reference),
        PLAIN("effectiveDateTime", SHAPE_DATE_TIME),
        VALUES,
        ONE("device", &reference),
        MANY("component", &component),
        TEXT("id"),
        ONE("meta", &meta),
        MANY("extension", &extension),
        PLAIN("issued", SHAPE_INSTANT),
        MANY("performer", &reference),
        MANY("note", &annotation),
        ONE("dataAbsentReason", &concept),
        MANY("interpretation", &concept),
        ONE("bodySite", &concept),
        ONE("method", &concept),
        ONE("specimen", &reference),
        ONE("encounter", &reference),
        MANY("focus", &reference),
        MANY("basedOn", &reference),
        MANY("partOf", &reference),
        MANY("hasMember", &reference),
        MANY("derivedFrom", &reference),
        MANY("referenceRange", &reference_range),
        MANY("contained", NULL),
        PLAIN("effectiveInstant", SHAPE_INSTANT),
        ONE("effectivePeriod", &period),
        ONE("effectiveTiming", NULL),
        TEXT("language"),
        ONE("text", &narrative),
        MODIFIER,
        PLAIN("implicitRules", SHAPE_REFUSED),
        END,
    },
};
