/* features/plan_grow_journey.c: by default, what was read and done on the way to buying: sets of types and assets by the words in their names. */
#include <stdlib.h>
#include <string.h>

#include "datasets/base/pattern.h"
#include "features/plan_builder.h"
#include "features/sweep.h"

/* Words in English, German, French, Spanish, Portuguese, Dutch and Italian, as they stand in addresses of pages and names of activities. */
static const char *const price_words[] = {"*pric*",   "*preis*",   "*prix*",    "*tarif*",
                                          "*precio*", "*preco*",   "*prijs*",   "*prezz*",
                                          "*quote*",  "*angebot*", "*offerte*", "*devis*"};
static const char *const demo_words[] = {"*demo*",       "*trial*",      "*testversion*", "*contact_us*",
                                         "*contact-us*", "*kontakt*",    "*configurat*",  "*konfigurat*",
                                         "*meeting*",    "*site_visit*", "*site-visit*",  "*lab_visit*"};
static const char *const product_words[] = {"*product*", "*produkt*",   "*produit*",    "*prodott*",
                                            "*feature*", "*solution*",  "*loesung*",    "*catalog*",
                                            "*katalog*", "*datasheet*", "*data-sheet*", "*spec*"};
static const char *const proof_words[] = {"*case-stud*", "*case_stud*", "*casestud*",   "*reference*",
                                          "*referenz*",  "*webinar*",   "*whitepaper*", "*white-paper*",
                                          "*compar*",    "*versus*",    "*download*",   "*roi*"};
static const char *const reading_words[] = {"*blog*",   "*news*",  "*article*", "*guide*",
                                            "*social*", "*event*", "*home*",    "*page_view*"};
static const char *const help_words[] = {"*support*",   "*help*",  "*manual*", "*handbuch*",
                                         "*knowledge*", "*docs*",  "*faq*",    "*hilfe*",
                                         "*aide*",      "*ayuda*", "*ajuda*",  "*aiuto*"};
static const char *const career_words[] = {"*career*", "*karriere*", "*jobs*",     "*vacanc*", "*stellen*",
                                           "*emploi*", "*empleo*",   "*carriere*", "*lavora*", "*recruit*"};
static const char *const rival_words[] = {"*competitor*", "*alternative*", "*wettbewerb*", "*konkurren*"};

typedef struct {
    const char *name;
    const char *const *words;
    size_t n_words;
} theme;
#define THEME(name, words)                            \
    {                                                 \
        name, words, sizeof(words) / sizeof(words)[0] \
    }

/* The first three in the order of the journey, then what is no step of it. */
enum { N_STEPS = 5, N_THEMES = 8 };
static const theme themes[N_THEMES] = {THEME("reading", reading_words), THEME("product", product_words),
                                       THEME("proof", proof_words),     THEME("pricing", price_words),
                                       THEME("demo", demo_words),       THEME("help", help_words),
                                       THEME("careers", career_words),  THEME("competitors", rival_words)};

/* --- which field speaks of a theme, and of how much --- */

static double matched(const ptb_plan_growth *growth, const theme *t, ptb_filter field)
{
    const ptb_survey *s = &growth->survey;
    double n = 0;
    for (size_t v = 0; v < s->n_values[field]; v++) {
        bool is_match = false;
        for (size_t w = 0; w < t->n_words && !is_match; w++)
            is_match = ptb_pattern_matches(ptb_str_of(t->words[w]), ptb_str_of(s->values[field][v].name));
        if (is_match) n += s->values[field][v].n;
    }
    return n;
}

static ptb_status grow_set(ptb_plan_growth *growth, const theme *t, bool *is_there, ptb_error *err)
{
    double by_asset = matched(growth, t, PTB_FILTER_ASSET), by_type = matched(growth, t, PTB_FILTER_TYPE);
    double by_topic = matched(growth, t, PTB_FILTER_TOPIC);
    ptb_filter field = by_asset >= by_type ? PTB_FILTER_ASSET : PTB_FILTER_TYPE;
    double n = by_asset >= by_type ? by_asset : by_type;
    if (by_topic > n) {
        field = PTB_FILTER_TOPIC;
        n = by_topic;
    }
    *is_there = n > 0;
    if (!*is_there) return PTB_OK;
    ptb_activity_set_spec set = {.name = t->name};
    set.patterns[field] = t->words;
    set.n_patterns[field] = t->n_words;
    return ptb_plan_add_set(&growth->plan, &set, err);
}

/* --- features --- */

static ptb_status grow_theme(ptb_plan_growth *growth, const theme *t, ptb_error *err)
{
    const ptb_survey *s = &growth->survey;
    ptb_feature_spec spec = {.kind = PTB_FEATURE_SHARE, .filter = PTB_FILTER_SET, .filter_value = t->name};
    PTB_TRY(ptb_plan_grow_named(growth, "share", spec, err));
    spec.kind = PTB_FEATURE_DAYS_SINCE_LAST;
    PTB_TRY(ptb_plan_grow_named(growth, "days_since", spec, err));
    if (s->n_windows == 0) return PTB_OK;
    spec.kind = PTB_FEATURE_COUNT;
    spec.window_days = s->window_days[s->n_windows / 2];
    PTB_TRY(ptb_plan_grow_named(growth, "n", spec, err));
    if (!growth->history->activities.duration_s) return PTB_OK;
    spec.kind = PTB_FEATURE_SUM;
    spec.measure = PTB_MEASURE_DURATION;
    spec.window_days = 0;
    return ptb_plan_grow_named(growth, "time_on", spec, err);
}

static ptb_status grow_steps(ptb_plan_growth *growth, const char *const *steps, size_t n, ptb_error *err)
{
    const ptb_survey *s = &growth->survey;
    ptb_feature_spec furthest = {.kind = PTB_FEATURE_FURTHEST, .sets = {steps, n}};
    if (n < 2) return PTB_OK;
    PTB_TRY(ptb_plan_grow(growth, "journey_step", furthest, err));
    if (s->n_windows > 0) {
        furthest.window_days = s->window_days[s->n_windows / 2];
        PTB_TRY(ptb_plan_grow_named(growth, "journey_step", furthest, err));
    }
    if (growth->history->accounts.n > 0) {
        furthest.of = PTB_OF_ACCOUNT;
        PTB_TRY(ptb_plan_grow_named(growth, "account_journey_step", furthest, err));
    }
    return PTB_OK;
}

ptb_status ptb_plan_grow_journey(ptb_plan_growth *growth, ptb_error *err)
{
    const char *names[N_THEMES];
    size_t n = 0, n_steps = 0;
    if (!(growth->survey.n > 0)) return PTB_OK;
    for (size_t t = 0; t < N_THEMES; t++) {
        bool is_there;
        PTB_TRY(grow_set(growth, &themes[t], &is_there, err));
        if (!is_there) continue;
        names[n++] = themes[t].name;
        if (t < N_STEPS) n_steps = n;
        PTB_TRY(grow_theme(growth, &themes[t], err));
    }
    PTB_TRY(grow_steps(growth, names, n_steps, err));
    if (n < 2) return PTB_OK;
    ptb_feature_spec persona = {.kind = PTB_FEATURE_TOP, .sets = {names, n}};
    return ptb_plan_grow(growth, "interest", persona, err);
}
