/* datasets/generate_words.c: the vocabulary of the synthetic CRM, with commas, quotes and letters beyond ASCII. */
#include "datasets/generate_words.h"

const ptb_weighted_word ptb_words_industry[PTB_N_INDUSTRIES + 1] = {
    {"Technology", 0.9},
    {"Healthcare", 0.0},
    {"Education", -0.7},
    {"Manufacturing", 0.5},
    {"Financial Services", 0.8},
    {"Retail", -0.1},
    {"Logistics", 0.2},
    {"Energy", 0.0},
    {"Media & Entertainment", -0.3},
    {"Telecommunications", 0.4},
    {"Construction", -0.5},
    {"Public Sector", -1.0},
    {"Insurance", 0.5},
    {"Pharmaceuticals", 0.2},
    {"Food, Beverage & Tobacco", -0.2},
    {"Automotive", 0.1},
    {"", 0.0},
};

const ptb_weighted_word ptb_words_source[PTB_N_SOURCES + 1] = {
    {"organic", 0.1},   {"paid_search", 0.0}, {"event", 0.2},   {"referral", 0.8},
    {"outbound", -0.4}, {"partner", 0.5},     {"content", 0.0}, {"list_import", -1.0},
};

const char *const ptb_words_country[PTB_N_COUNTRIES] = {
    "US", "US", "US", "US", "US", "US", "CA", "MX", "GB", "DE", "FR", "NL", "ES", "IN", "BR", "AU",
};

const char *const ptb_words_company_first[PTB_N_COMPANY_FIRST] = {
    "Harbor",  "Sable",  "Juniper", "Lindqvist", "Pinecrest", "Kestrel",  "Östberg", "Marlow",
    "Vantage", "Copper", "Élan",    "Foxglove",  "Tamarack",  "Meridian", "Halcyon", "Quarry",
};

const char *const ptb_words_company_second[PTB_N_COMPANY_SECOND] = {
    "Instruments", "Networks", "Freight",  "Analytics", "Outfitters", "Care",
    "Holdings",    "Robotics", "Learning", "Power",     "Kitchens",   "Studios",
};

const char *const ptb_words_company_form[PTB_N_COMPANY_FORM] = {
    "", " Inc", ", Inc.", " GmbH", " Ltd", " \"Group\"", " S.A.", ", LLC",
};

const char *const ptb_words_given[PTB_N_GIVEN] = {
    "Ana",   "Ben",  "Chidi", "Dana",   "Elif", "Frédéric", "Grace",          "Hiro",  "Ines",   "Jürgen",
    "Karen", "Luis", "Maya",  "Nikhil", "Olga", "Pablo",    "Robert \"Bob\"", "Sofia", "Thomas", "Zoë",
};

const char *const ptb_words_family[PTB_N_FAMILY] = {
    "Alvarez", "Brown",   "Chen",   "Davis",      "Evans",    "Fischer", "García",
    "Hughes",  "Ivanova", "Jensen", "Kim",        "Laurent",  "Miller",  "Nguyen",
    "O'Neil",  "Patel",   "Rossi",  "Smith, Jr.", "van Dijk", "Weber",
};

const char *const ptb_words_department[PTB_N_DEPARTMENTS] = {
    "Marketing",    "Mktg",
    "marketing",    "Sales",
    "Sales & BD",   "sales",
    "Engineering",  "Eng.",
    "IT",           "I.T.",
    "Finance",      "Fin",
    "finance",      "Human Resources",
    "HR",           "People",
    "Operations",   "Ops",
    "operations",   "Product",
    "Product Mgmt", "Customer Success",
    "Research",     "R&D",
};

const char *const ptb_words_title[6][PTB_N_TITLE_FORMS][2] = {
    {{"", ""}, {"", ""}, {"n/a", ""}, {"", ""}, {"unknown", ""}},
    {{"", " Specialist"}, {"", " Associate"}, {"", " Analyst"}, {"Intern, ", ""}, {"", " Coordinator"}},
    {{"Senior ", " Specialist"},
     {"Sr. ", " Analyst"},
     {"Lead, ", ""},
     {"Sr ", " Engineer"},
     {"Principal ", ""}},
    {{"", " Manager"}, {"Mgr ", ""}, {"Manager, ", ""}, {"Team Lead ", ""}, {"Manager \"", "\""}},
    {{"Director of ", ""}, {"Dir. ", ""}, {"Sr. Director, ", ""}, {"Head of ", ""}, {"Director - ", ""}},
    {{"VP ", ""}, {"V.P. of ", ""}, {"Vice President, ", ""}, {"SVP ", ""}, {"Chief ", " Officer"}},
};

const char *const ptb_words_free_domain[PTB_N_FREE_DOMAINS] = {
    "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "gmx.de", "icloud.com",
};

const char *const ptb_words_channel[PTB_N_CHANNELS] = {
    "organic", "paid", "direct", "referral", "", "email", "social", "event", "phone",
};

const char *const ptb_words_lost_reason[PTB_N_LOST_REASONS] = {
    "price", "competitor", "no decision", "timing, next year", "no budget", "",
};

const char *const ptb_words_topic[PTB_N_TOPICS] = {
    "onboarding", "security", "reporting", "pricing-guide", "automation", "migration",
    "compliance", "roi",      "benchmark", "mobile",        "api",        "best-practice",
};
