/* datasets/generate_truth.h: the law by which the synthetic CRM's opportunities are won.
 *
 * A function of the records up to the moment the opportunity was created, and of nothing else, plus noise that is
 * nowhere in the records. With the noise integrated out no model can do better than this probability. */
#ifndef PTB_DATASETS_GENERATE_TRUTH_H
#define PTB_DATASETS_GENERATE_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

#define PTB_TRUTH_NOISE_SD 0.6 /* of the log-odds: what only the buyer knows */

/* Half-lives in days: interest cools faster than the memory of a demo or of a lost deal. */
#define PTB_ENGAGEMENT_HALF_LIFE_DAYS 18.0
#define PTB_DEMO_HALF_LIFE_DAYS 30.0
#define PTB_CAREERS_HALF_LIFE_DAYS 45.0
#define PTB_LOSS_HALF_LIFE_DAYS 120.0

/* As of the opportunity's creation. What a record lacks adds nothing. */
typedef struct {
    double engagement;        /* weighted activities, decayed; a mail gateway's left out */
    double demo, careers;     /* demo requests and careers views, decayed */
    double source_effect;     /* of the contact's source, in log-odds */
    double industry_effect;   /* of the account's industry, in log-odds; 0 where unknown */
    double employees;         /* NaN where unknown */
    double days_since_loss;   /* of the account's last lost opportunity; NaN where there is none */
    uint32_t active_contacts; /* of the account in the last 60 days; 1 without account */
    uint8_t seniority;        /* 0 unknown, 1 specialist .. 5 vice president and chief officers */
    bool has_free_mail, is_unsubscribed, has_account_won;
} ptb_truth_case;

double ptb_truth_log_odds(const ptb_truth_case *c);

/* The mean of 1 / (1 + exp(-(log_odds + sd e))) over e ~ N(0, 1), to 1e-12, by the trapezoidal rule, which
 * converges exponentially here (Trefethen, Weideman 2014, "The Exponentially Convergent Trapezoidal Rule"). */
double ptb_truth_probability(double log_odds, double sd);

/* 2^(-seconds / half-life) */
double ptb_truth_decay(double seconds, double half_life_days);

#endif
