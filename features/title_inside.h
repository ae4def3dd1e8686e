/* features/title_inside.h: what the files of the title parser share: tokens, senses of words, the tables, the lexicon. */
#ifndef PTB_FEATURES_TITLE_INSIDE_H
#define PTB_FEATURES_TITLE_INSIDE_H

#include "features/title.h"

/* What a word does in a title. */
typedef enum {
    PTB_SENSE_NOTHING,   /* unknown */
    PTB_SENSE_SKIP,      /* says nothing: articles, degrees, places, deputy, interim */
    PTB_SENSE_LINK,      /* of, de, der: what follows belongs to what precedes */
    PTB_SENSE_LINK_TO,   /* to: what follows is somebody else */
    PTB_SENSE_AND,       /* joins roles or areas */
    PTB_SENSE_CUT,       /* at: a company follows */
    PTB_SENSE_HEAD,      /* a role with a level: director */
    PTB_SENSE_JOB,       /* an occupation: engineer */
    PTB_SENSE_AREA,      /* a department: sales */
    PTB_SENSE_GRADE,     /* senior, junior, trainee: changes the level of a job */
    PTB_SENSE_ASSIST,    /* assistant: of what follows, or deputy of it */
    PTB_SENSE_PARTNER,   /* of the firm, or somebody who looks after partners */
    PTB_SENSE_CHIEF,     /* up to "officer" */
    PTB_SENSE_OFFICER,   /* a job, or the end of what "chief" began */
    PTB_SENSE_ASSOCIATE, /* junior, but for an associate director */
    PTB_SENSE_DIRECTION, /* where a part begins: who leads it; else a department's name */
    PTB_SENSE_AD,        /* behind a role: has been; else amministratore delegato */
    PTB_SENSE_STAFF,     /* senior in "staff engineer" */
    PTB_SENSE_FORMER,    /* has been */
    PTB_SENSE_NONE       /* retired, n/a */
} ptb_sense_kind;

/* How sure a word is of its department: among several the surest counts. */
enum { PTB_VAGUE = 1, PTB_FAINT, PTB_PLAIN, PTB_SURE, PTB_FIXED };

typedef struct {
    uint8_t kind, level, department, strength;
} ptb_sense;

/* Words and phrases of one sense, with | between them; written as people do, folded when the lexicon is made. */
typedef struct {
    ptb_sense sense;
    const char *words;
} ptb_title_line;

typedef struct {
    const ptb_title_line *lines;
    size_t n;
} ptb_title_table;

ptb_title_table ptb_title_common(void); /* what all languages share; English */
ptb_title_table ptb_title_english(void);
ptb_title_table ptb_title_german(void);
ptb_title_table ptb_title_french(void);
ptb_title_table ptb_title_iberian(void);
ptb_title_table ptb_title_italian(void);
ptb_title_table ptb_title_dutch(void);
ptb_title_table ptb_title_endings(void); /* ends of German and Dutch compounds */

/* Short forms for the tables. */
#define PTB_HEAD(level, department, strength)                                              \
    {                                                                                      \
        PTB_SENSE_HEAD, PTB_SENIORITY_##level, PTB_DEPARTMENT_##department, PTB_##strength \
    }
#define PTB_JOB(department, strength)                                                   \
    {                                                                                   \
        PTB_SENSE_JOB, PTB_SENIORITY_STAFF, PTB_DEPARTMENT_##department, PTB_##strength \
    }
#define PTB_EXPERT(department, strength)                                                 \
    {                                                                                    \
        PTB_SENSE_JOB, PTB_SENIORITY_SENIOR, PTB_DEPARTMENT_##department, PTB_##strength \
    }
#define PTB_AREA(department, strength)                                 \
    {                                                                  \
        PTB_SENSE_AREA, 0, PTB_DEPARTMENT_##department, PTB_##strength \
    }
#define PTB_GRADE(level, department)                                                   \
    {                                                                                  \
        PTB_SENSE_GRADE, PTB_SENIORITY_##level, PTB_DEPARTMENT_##department, PTB_FAINT \
    }
#define PTB_ASSIST(department, strength)                                                   \
    {                                                                                      \
        PTB_SENSE_ASSIST, PTB_SENIORITY_STAFF, PTB_DEPARTMENT_##department, PTB_##strength \
    }
#define PTB_WORD(kind)            \
    {                             \
        PTB_SENSE_##kind, 0, 0, 0 \
    }

/* ---- tokens ---- */

enum { PTB_TITLE_BYTES = 256, PTB_TITLE_TOKENS = 32 };

/* What stands between two tokens. */
enum { PTB_GAP_DOT = 1, PTB_GAP_SLASH = 2, PTB_GAP_AND = 4, PTB_GAP_HARD = 8, PTB_GAP_CUT = 16 };

typedef struct {
    uint16_t at, len;
    uint8_t before; /* gap */
} ptb_title_token;

typedef struct {
    char text[PTB_TITLE_BYTES]; /* tokens in a-z, 0-9 and & within "r&d", one blank between them */
    ptb_title_token tokens[PTB_TITLE_TOKENS];
    size_t n, bytes;
} ptb_title_tokens;

void ptb_title_tokenise(ptb_str title, ptb_title_tokens *out);

/* ---- lexicon ---- */

typedef struct ptb_lexicon ptb_lexicon;

PTB_MUST_USE ptb_status ptb_lexicon_new(const ptb_title_table *tables, size_t n_tables, ptb_lexicon **out,
                                        ptb_error *err);
void ptb_lexicon_free(ptb_lexicon *lexicon); /* NULL allowed */

/* The sense of a folded word or phrase (NOTHING where it is unknown); *longest, unless NULL, is how many tokens the
 * longest phrase has that begins with it. */
ptb_sense ptb_lexicon_find(const ptb_lexicon *lexicon, const char *word, size_t len, uint8_t *longest);
/* The sense of the word of 7 letters or more that is one edit away, with the same first letter. */
ptb_sense ptb_lexicon_near(const ptb_lexicon *lexicon, const char *word, size_t len);

/* The sense of token i and, where a phrase begins there, its followers; *taken says how many tokens. */
ptb_sense ptb_title_sense(const ptb_lexicon *words, const ptb_lexicon *endings,
                          const ptb_title_tokens *tokens, size_t i, size_t *taken);

#endif
