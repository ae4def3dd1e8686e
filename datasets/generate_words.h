/* datasets/generate_words.h: the vocabulary of the synthetic CRM; private to generate*.c. */
#ifndef PTB_DATASETS_GENERATE_WORDS_H
#define PTB_DATASETS_GENERATE_WORDS_H

#include <stdint.h>

enum {
    PTB_N_INDUSTRIES = 16, /* one more, the last, is empty */
    PTB_N_COUNTRIES = 16,  /* with repetitions: the share of each */
    PTB_N_SOURCES = 7,     /* one more, the last, is list_import */
    PTB_N_COMPANY_FIRST = 16,
    PTB_N_COMPANY_SECOND = 12,
    PTB_N_COMPANY_FORM = 8,
    PTB_N_GIVEN = 20,
    PTB_N_FAMILY = 20,
    PTB_N_DEPARTMENTS = 24,
    PTB_N_TITLE_FORMS = 5,
    PTB_N_FREE_DOMAINS = 6,
    PTB_N_CHANNELS = 9,
    PTB_N_WEB_CHANNELS = 5, /* channels 0 .. 4 are for web visits */
    PTB_N_LOST_REASONS = 6,
    PTB_N_TOPICS = 12
};
enum { PTB_CHANNEL_EMAIL = 5, PTB_CHANNEL_SOCIAL = 6, PTB_CHANNEL_EVENT = 7, PTB_CHANNEL_PHONE = 8 };

/* A word and what it adds to the log-odds of winning. */
typedef struct {
    const char *text;
    double effect;
} ptb_weighted_word;

extern const ptb_weighted_word ptb_words_industry[PTB_N_INDUSTRIES + 1];
extern const ptb_weighted_word ptb_words_source[PTB_N_SOURCES + 1];
extern const char *const ptb_words_country[PTB_N_COUNTRIES];
extern const char *const ptb_words_company_first[PTB_N_COMPANY_FIRST];
extern const char *const ptb_words_company_second[PTB_N_COMPANY_SECOND];
extern const char *const ptb_words_company_form[PTB_N_COMPANY_FORM];
extern const char *const ptb_words_given[PTB_N_GIVEN];
extern const char *const ptb_words_family[PTB_N_FAMILY];
extern const char *const ptb_words_department[PTB_N_DEPARTMENTS];
/* By seniority; the department goes between the two halves. */
extern const char *const ptb_words_title[6][PTB_N_TITLE_FORMS][2];
extern const char *const ptb_words_free_domain[PTB_N_FREE_DOMAINS];
extern const char *const ptb_words_channel[PTB_N_CHANNELS];
extern const char *const ptb_words_lost_reason[PTB_N_LOST_REASONS];
extern const char *const ptb_words_topic[PTB_N_TOPICS];

#endif
