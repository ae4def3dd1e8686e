/* features/leak_names.c: what a column's name says of when it is filled in. */
#include <string.h>

#include "features/latin.h"
#include "features/leak_inside.h"

enum { MAX_WORDS = 12, WORD_BYTES = 24 };

/* A name's words in small letters without accents; longer ones are cut. */
typedef struct {
    char word[MAX_WORDS][WORD_BYTES];
    size_t n;
} words;

/* The lists are NULL-terminated; languages: English, German, French, Spanish, Italian, Dutch, Portuguese. */

/* The latest of something that goes on: as of the export, not as of T. */
static const char *const latest[] = {"last",     "latest",  "letzte", "letzter", "letztes", "letzten",
                                     "derniere", "dernier", "ultima", "ultimo",  "laatste", NULL};
static const char *const touched[] = {"modified",   "updated",    "geaendert", "geandert",     "modifie",
                                      "modificado", "modificato", "gewijzigd", "aktualisiert", NULL};
/* "last year's revenue", "last name": no states. */
static const char *const no_state[] = {"name", "year", "years", "quarter", "month", "months", "week", "weeks",
                                       "day",  "days", "jahr",  "quartal", "monat", "woche",  NULL};

/* How it ended. */
static const char *const endings[] = {
    "won",    "lost",          "close",    "closed",   "closing",   "converted",  "conversion",
    "churn",  "churned",       "gewonnen", "verloren", "abschluss", "gewinn",     "gagne",
    "perdu",  "abgeschlossen", "cloture",  "ganado",   "ganada",    "perdido",    "perdida",
    "cierre", "vinto",         "perso",    "chiusura", "verworfen", "afgesloten", "ganho",
    "ganha",  "fechamento",    "outcome",  "ergebnis", "esito",     NULL};

/* Whose column it is, which says nothing. */
static const char *const objects[] = {"lead",     "deal",     "opportunity", "opp",     "contact", "account",
                                      "customer", "prospect", "sales",       "crm",     "current", "the",
                                      "of",       "kunde",    "kunden",      "kontakt", "client",  "cliente",
                                      "klant",    "vertrieb", "du",          "de",      "del",     NULL};
/* What sellers note of a lead while they sell. */
static const char *const notes[] = {"tag",           "tags",        "quality",  "profile",
                                    "rating",        "grade",       "score",    "status",
                                    "stage",         "substage",    "phase",    "step",
                                    "reason",        "result",      "notes",    "disposition",
                                    "qualification", "qualified",   "verdict",  "remark",
                                    "remarks",       "temperature", "forecast", "probability",
                                    "stufe",         "bewertung",   "qualitat", "qualitaet",
                                    "profil",        "grund",       "stadium",  "wahrscheinlichkeit",
                                    "notiz",         "notizen",     "statut",   "etape",
                                    "qualite",       "motif",       "resultat", "etapa",
                                    "calidad",       "perfil",      "motivo",   "resultado",
                                    "etiqueta",      "etiquetas",   "fase",     "qualita",
                                    "profilo",       "kwaliteit",   "profiel",  "reden",
                                    "beoordeling",   "qualidade",   NULL};

static bool is_in(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0) return true;
    return false;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Words end at what is no letter and where a capital follows a small letter ("LeadQuality"). */
static void split(const char *name, words *out)
{
    ptb_latin_rest rest = {name, name + strlen(name)};
    size_t len = 0;
    bool was_small = false;
    *out = (words){0};
    while (rest.at < rest.end && out->n < MAX_WORDS) {
        char folded[2];
        bool capital = is_capital(*rest.at);
        size_t n = ptb_latin_fold(ptb_latin_next(&rest), folded);
        bool is_letter = n > 0 && folded[0] >= 'a' && folded[0] <= 'z';
        if (len > 0 && ((n > 0 && !is_letter) || (capital && was_small))) {
            out->n++;
            len = 0;
        }
        was_small = is_letter && !capital;
        for (size_t k = 0; is_letter && k < n && out->n < MAX_WORDS && len < WORD_BYTES - 1; k++)
            out->word[out->n][len++] = folded[k];
    }
    if (len > 0 && out->n < MAX_WORDS) out->n++;
}

/* "last activity", "date modified". */
static bool is_state(const words *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (is_in(w->word[i], touched)) return true;
    if (w->n < 2 || !is_in(w->word[0], latest)) return false;
    for (size_t i = 1; i < w->n; i++)
        if (is_in(w->word[i], no_state)) return false;
    return true;
}

/* "lead quality", but not "marital status" or "product quality": nothing but whose it is may stand beside. */
static bool is_note(const words *w)
{
    bool any = false;
    for (size_t i = 0; i < w->n; i++) {
        if (is_in(w->word[i], endings)) return true;
        any = any || is_in(w->word[i], notes);
    }
    for (size_t i = 0; i < w->n && any; i++)
        any = is_in(w->word[i], notes) || is_in(w->word[i], objects);
    return any;
}

ptb_leak_name_kind ptb_leak_name(const char *column)
{
    words w;
    split(column, &w);
    if (is_state(&w)) return PTB_LEAK_NAME_STATE;
    return is_note(&w) ? PTB_LEAK_NAME_STAFF : PTB_LEAK_NAME_PLAIN;
}
