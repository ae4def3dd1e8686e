/* features/title.c: seniority, department and buying role of a job title: the senses of its words, weighed part by part. */
#include "features/title.h"

#include <stdlib.h>

#include "datasets/base/memory.h"
#include "features/email_signs.h"
#include "features/title_inside.h"

struct ptb_titles {
    ptb_lexicon *words, *endings;
};

/* ---- names and buying roles ---- */

const char *ptb_seniority_name(ptb_seniority seniority)
{
    static const char *const names[PTB_N_SENIORITIES] = {"none",    "trainee",  "junior", "staff",   "senior",
                                                         "manager", "director", "vp",     "c_level", "owner"};
    return names[seniority];
}

const char *ptb_department_name(ptb_department department)
{
    static const char *const names[PTB_N_DEPARTMENTS] = {
        "other",     "general",    "it",      "engineering", "product", "data",
        "marketing", "sales",      "service", "finance",     "hr",      "operations",
        "logistics", "purchasing", "legal",   "science",     "admin"};
    return names[department];
}

const char *ptb_buying_role_name(ptb_buying_role role)
{
    static const char *const names[PTB_N_BUYING_ROLES] = {"none", "user", "gatekeeper", "influencer",
                                                          "decision_maker"};
    return names[role];
}

ptb_buying_role ptb_buying_role_of(ptb_seniority seniority, ptb_department department)
{
    if (seniority <= PTB_SENIORITY_TRAINEE) return PTB_BUYING_NONE;
    if (seniority >= PTB_SENIORITY_C_LEVEL) return PTB_BUYING_DECISION_MAKER;
    if (department == PTB_DEPARTMENT_PURCHASING || department == PTB_DEPARTMENT_LEGAL ||
        department == PTB_DEPARTMENT_ADMIN)
        return PTB_BUYING_GATEKEEPER;
    if (seniority >= PTB_SENIORITY_DIRECTOR) return PTB_BUYING_DECISION_MAKER;
    return seniority >= PTB_SENIORITY_SENIOR ? PTB_BUYING_INFLUENCER : PTB_BUYING_USER;
}

/* ---- the object ---- */

ptb_status ptb_titles_new(ptb_titles **out, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_titles *titles = NULL;
    const ptb_title_table words[] = {ptb_title_common(), ptb_title_english(), ptb_title_german(),
                                     ptb_title_french(), ptb_title_iberian(), ptb_title_italian(),
                                     ptb_title_dutch()};
    const ptb_title_table endings[] = {ptb_title_endings()};
    *out = NULL;
    PTB_TRY_TO(ptb_alloc(&titles, 1, sizeof *titles, err));
    PTB_TRY_TO(ptb_lexicon_new(words, sizeof words / sizeof words[0], &titles->words, err));
    PTB_TRY_TO(ptb_lexicon_new(endings, 1, &titles->endings, err));
    *out = titles;
    titles = NULL;
done:
    ptb_titles_free(titles);
    return status;
}

void ptb_titles_free(ptb_titles *titles)
{
    if (!titles) return;
    ptb_lexicon_free(titles->endings);
    ptb_lexicon_free(titles->words);
    free(titles);
}

/* ---- from tokens to units ---- */

typedef enum { JOINT_NONE, JOINT_AND, JOINT_PART } joint;

/* A word or phrase that says something. */
typedef struct {
    ptb_sense sense;
    uint8_t joint;   /* with what is before it */
    bool is_blocked; /* its level is somebody else's */
} unit;

typedef struct {
    unit items[PTB_TITLE_TOKENS];
    size_t n;
    bool has_unknown; /* words that say nothing to us */
} unit_list;

static joint joint_of_gap(uint8_t gap)
{
    if (gap & PTB_GAP_HARD) return JOINT_PART;
    return (gap & (PTB_GAP_AND | PTB_GAP_SLASH)) != 0 ? JOINT_AND : JOINT_NONE;
}

static bool is_role(const unit *item)
{
    return item->sense.kind == PTB_SENSE_HEAD || item->sense.kind == PTB_SENSE_JOB ||
           item->sense.kind == PTB_SENSE_ASSIST;
}

static bool is_any_role_in(const unit *items, size_t n)
{
    if (n == 1 && items[0].sense.kind == PTB_SENSE_GRADE && items[0].sense.level == PTB_SENIORITY_TRAINEE)
        return true; /* a student beside something else */
    for (size_t i = 0; i < n; i++)
        if (is_role(&items[i])) return true;
    return false;
}

/* Not known, but no number and not typed at random. */
static bool is_some_word(const ptb_title_tokens *tokens, size_t i)
{
    ptb_str word = {tokens->text + tokens->tokens[i].at, tokens->tokens[i].len};
    for (size_t k = 0; k < word.len; k++)
        if (word.ptr[k] < 'a' || word.ptr[k] > 'z') return false;
    return word.len > 3 && !ptb_is_gibberish(word);
}

static void collect(const ptb_titles *titles, const ptb_title_tokens *tokens, unit_list *list)
{
    joint before = JOINT_NONE;
    size_t taken = 1;
    list->n = 0;
    list->has_unknown = false;
    for (size_t i = 0; i < tokens->n; i += taken) {
        ptb_sense sense = ptb_title_sense(titles->words, titles->endings, tokens, i, &taken);
        joint gap = joint_of_gap(tokens->tokens[i].before);
        bool is_cut = sense.kind == PTB_SENSE_CUT || (tokens->tokens[i].before & PTB_GAP_CUT);
        if (is_cut && list->n > 0) break;
        if (gap > before) before = gap;
        if (sense.kind == PTB_SENSE_AND && before == JOINT_NONE) before = JOINT_AND;
        if (sense.kind == PTB_SENSE_NOTHING && is_some_word(tokens, i)) list->has_unknown = true;
        if (sense.kind <= PTB_SENSE_SKIP || sense.kind == PTB_SENSE_AND || is_cut) continue;
        list->items[list->n++] = (unit){sense, (uint8_t)before, false};
        before = JOINT_NONE;
    }
}

/* ---- words whose meaning depends on their neighbours ---- */

static const ptb_sense *next_in_part(const unit_list *list, size_t i)
{
    if (i + 1 >= list->n || list->items[i + 1].joint == JOINT_PART) return NULL;
    return &list->items[i + 1].sense;
}

static bool is_work(const ptb_sense *sense)
{
    return sense &&
           (sense->kind == PTB_SENSE_HEAD || sense->kind == PTB_SENSE_JOB || sense->kind == PTB_SENSE_AREA);
}

/* "chief ... officer" is one head; a chief without officer leads an area or is the first of his trade. */
static void settle_chief(unit_list *list, size_t i)
{
    enum { FARTHEST = 6 };
    ptb_sense head = PTB_HEAD(C_LEVEL, OTHER, FAINT);
    const ptb_sense *next = next_in_part(list, i);
    list->items[i].sense = head;
    for (size_t k = i + 1; k < list->n && k <= i + FARTHEST && list->items[k].joint != JOINT_PART; k++) {
        if (list->items[k].sense.kind != PTB_SENSE_OFFICER) continue;
        for (size_t between = i + 1; between <= k; between++)
            list->items[between].joint = JOINT_NONE;
        list->items[k].sense = (ptb_sense)PTB_WORD(LINK);
        return;
    }
    if (next && next->kind == PTB_SENSE_JOB)
        list->items[i].sense = (ptb_sense)PTB_HEAD(MANAGER, OTHER, FAINT);
}

/* What the unit at `i` means; joined is what follows it without a word or mark between, or NULL. */
typedef ptb_sense settle_rule(const unit_list *list, size_t i, const ptb_sense *joined);

static ptb_sense settle_officer(const unit_list *list, size_t i, const ptb_sense *joined)
{
    (void)list, (void)i, (void)joined;
    return (ptb_sense)PTB_JOB(OTHER, FAINT);
}

static ptb_sense settle_partner(const unit_list *list, size_t i, const ptb_sense *joined)
{
    const unit *items = list->items;
    if (is_work(joined)) return (ptb_sense)PTB_AREA(SALES, PLAIN);
    if (i > 0 && items[i].joint == JOINT_NONE && items[i - 1].sense.department == PTB_DEPARTMENT_HR)
        return (ptb_sense)PTB_JOB(HR, PLAIN); /* of the departments that he looks after */
    return (ptb_sense)PTB_HEAD(OWNER, GENERAL, FAINT);
}

static ptb_sense settle_associate(const unit_list *list, size_t i, const ptb_sense *joined)
{
    (void)list, (void)i;
    if (joined && joined->kind == PTB_SENSE_HEAD && joined->level >= PTB_SENIORITY_DIRECTOR)
        return (ptb_sense)PTB_WORD(LINK);
    return (ptb_sense)PTB_GRADE(JUNIOR, OTHER);
}

static ptb_sense settle_direction(const unit_list *list, size_t i, const ptb_sense *joined)
{
    (void)joined;
    if (i == 0 || list->items[i].joint == JOINT_PART) return (ptb_sense)PTB_HEAD(DIRECTOR, OTHER, FAINT);
    return (ptb_sense)PTB_WORD(LINK);
}

static ptb_sense settle_ad(const unit_list *list, size_t i, const ptb_sense *joined)
{
    (void)joined;
    if (i == 0 || list->items[i].joint != JOINT_NONE) return (ptb_sense)PTB_HEAD(C_LEVEL, GENERAL, FAINT);
    return (ptb_sense)PTB_WORD(NONE);
}

static ptb_sense settle_staff(const unit_list *list, size_t i, const ptb_sense *joined)
{
    (void)list, (void)i;
    if (is_work(joined)) return (ptb_sense)PTB_GRADE(SENIOR, OTHER);
    return (ptb_sense)PTB_JOB(OTHER, FAINT);
}

static void settle(unit_list *list, size_t i)
{
    static settle_rule *const rules[PTB_SENSE_NONE + 1] = {
        [PTB_SENSE_OFFICER] = settle_officer,
        [PTB_SENSE_PARTNER] = settle_partner,
        [PTB_SENSE_ASSOCIATE] = settle_associate,
        [PTB_SENSE_DIRECTION] = settle_direction,
        [PTB_SENSE_AD] = settle_ad,
        [PTB_SENSE_STAFF] = settle_staff,
    };
    unit *item = &list->items[i];
    const ptb_sense *next = next_in_part(list, i);
    bool is_joined = next && list->items[i + 1].joint == JOINT_NONE;
    if (item->sense.kind == PTB_SENSE_CHIEF)
        settle_chief(list, i);
    else if (rules[item->sense.kind])
        item->sense = rules[item->sense.kind](list, i, is_joined ? next : NULL);
}

/* "assistant manager", "assistant store manager": the deputy of one. */
static bool is_deputy(const unit_list *list, size_t i)
{
    for (size_t k = i + 1; k < list->n && list->items[k].joint == JOINT_NONE; k++) {
        if (list->items[k].sense.kind == PTB_SENSE_HEAD) return true;
        if (list->items[k].sense.kind != PTB_SENSE_AREA) return false;
    }
    return false;
}

/* An assistant's chiefs are named in his title: before it, or behind it to the end of the part. */
static void settle_assistant(unit_list *list, size_t i)
{
    unit *items = list->items;
    if (items[i].sense.strength < PTB_PLAIN && is_deputy(list, i)) {
        items[i].sense = (ptb_sense)PTB_WORD(LINK);
        return;
    }
    const ptb_sense *next = next_in_part(list, i);
    bool is_linked = next && (next->kind == PTB_SENSE_LINK || next->kind == PTB_SENSE_LINK_TO);
    bool has_chief = next && next->kind == PTB_SENSE_LINK_TO;
    for (size_t k = i + 1; k < list->n && items[k].joint != JOINT_PART; k++) {
        if (items[k].joint == JOINT_AND && !is_linked) break;
        items[k].joint = JOINT_NONE;
        items[k].is_blocked = true;
        has_chief |= items[k].sense.kind == PTB_SENSE_HEAD;
    }
    for (size_t k = i; k > 0 && items[k].joint == JOINT_NONE; k--) {
        items[k - 1].is_blocked = true;
        has_chief |= items[k - 1].sense.kind == PTB_SENSE_HEAD;
    }
    if (has_chief) items[i].sense = (ptb_sense)PTB_ASSIST(ADMIN, FIXED);
}

/* "adviser to the board", "Referent der Geschäftsführung": the board is not the adviser. */
static void block_behind_links(unit_list *list)
{
    bool has_role = false, has_head = false, is_blocking = false;
    for (size_t i = 0; i < list->n; i++) {
        unit *item = &list->items[i];
        if (item->joint == JOINT_PART) has_role = has_head = is_blocking = false;
        bool is_link = item->sense.kind == PTB_SENSE_LINK && has_role && !has_head;
        if ((item->sense.kind == PTB_SENSE_LINK_TO && has_role) || is_link) is_blocking = true;
        if (item->sense.kind == PTB_SENSE_HEAD && is_blocking && item->sense.level >= PTB_SENIORITY_C_LEVEL)
            item->is_blocked = true;
        has_role |= is_role(item) || item->sense.kind == PTB_SENSE_GRADE;
        has_head |= item->sense.kind == PTB_SENSE_HEAD;
    }
}

/* ---- parts: one role each ---- */

typedef struct {
    size_t from, to; /* units */
    ptb_seniority level;
    ptb_department department;
    uint8_t strength;
    bool has_level, has_role, is_former;
    bool is_list; /* begins with areas joined by "and" */
} part;

static size_t split(const unit_list *list, part parts[PTB_TITLE_TOKENS])
{
    size_t n = 0, from = 0;
    for (size_t i = 1; i <= list->n; i++) {
        bool is_end = i == list->n || list->items[i].joint == JOINT_PART;
        if (!is_end && list->items[i].joint == JOINT_AND) {
            size_t to = i + 1;
            while (to < list->n && list->items[to].joint == JOINT_NONE)
                to++;
            is_end = is_any_role_in(list->items + from, i - from) && is_any_role_in(list->items + i, to - i);
        }
        if (!is_end) continue;
        parts[n++] = (part){.from = from, .to = i};
        from = i;
    }
    return n;
}

/* The position of what decides the level: the highest head, or the last job; `to` where there is none. */
static size_t find_head(const unit *items, const part *of)
{
    size_t head = of->to;
    for (size_t i = of->from; i < of->to; i++) {
        if (!is_role(&items[i]) || items[i].is_blocked) continue;
        bool is_better =
            head == of->to || items[i].sense.level > items[head].sense.level ||
            (items[i].sense.level == items[head].sense.level && items[i].sense.kind != PTB_SENSE_HEAD);
        if (is_better) head = i;
    }
    return head;
}

/* What a top manager runs without a word for it is the last thing to believe. */
static uint8_t strength_of(const unit *item)
{
    const ptb_sense *sense = &item->sense;
    bool is_chief = item->is_blocked && sense->kind == PTB_SENSE_HEAD; /* not his own */
    if (sense->department == PTB_DEPARTMENT_OTHER || is_chief) return 0;
    bool is_vague = sense->department == PTB_DEPARTMENT_GENERAL && sense->strength == PTB_FAINT;
    return is_vague ? PTB_VAGUE : sense->strength;
}

/* The first of areas joined by "and" that end at i, however faint: "operations and logistics". */
static size_t first_joined(const unit *items, size_t from, size_t i)
{
    while (i > from && items[i].joint == JOINT_AND && items[i - 1].sense.kind == PTB_SENSE_AREA &&
           strength_of(&items[i - 1]) >= PTB_FAINT)
        i--;
    return i;
}

/* Of the surest words the one nearest before the head, else the head itself, else the first behind it. */
static void find_department(const unit *items, part *of, size_t head)
{
    uint8_t best = 0;
    size_t at = of->to, first = of->to;
    for (size_t i = of->from; i < of->to; i++)
        if (strength_of(&items[i]) > best) best = strength_of(&items[i]);
    for (size_t i = of->from; i < of->to && best > 0; i++) {
        if (strength_of(&items[i]) != best) continue;
        if (first == of->to) first = i;
        if (i <= head || at == of->to) at = i;
    }
    if (head == of->to) at = first; /* areas only */
    if (at == of->to) return;
    if (best <= PTB_PLAIN) at = first_joined(items, of->from, at);
    of->is_list = at == of->from && at + 1 < of->to && items[at + 1].joint == JOINT_AND;
    of->department = (ptb_department)items[at].sense.department;
    of->strength = best;
}

typedef struct {
    ptb_seniority trainee_or_junior, senior; /* none: no such word */
    size_t trainee_at;
    bool has_link_before_trainee;
} grades;

static grades find_grades(const unit *items, const part *of)
{
    grades found = {PTB_SENIORITY_NONE, PTB_SENIORITY_NONE, of->to, false};
    bool has_link = false;
    for (size_t i = of->from; i < of->to; i++) {
        has_link |= items[i].sense.kind == PTB_SENSE_LINK;
        if (items[i].sense.kind != PTB_SENSE_GRADE || items[i].is_blocked) continue;
        ptb_seniority level = (ptb_seniority)items[i].sense.level;
        if (level == PTB_SENIORITY_SENIOR) found.senior = level;
        if (level > PTB_SENIORITY_JUNIOR) continue;
        if (found.trainee_or_junior == PTB_SENIORITY_NONE || level < found.trainee_or_junior)
            found.trainee_or_junior = level;
        if (level == PTB_SENIORITY_TRAINEE && found.trainee_at == of->to) {
            found.trainee_at = i;
            found.has_link_before_trainee = has_link;
        }
    }
    return found;
}

static ptb_seniority graded(const unit *items, const part *of, size_t head, const grades *found)
{
    ptb_seniority level = head < of->to ? (ptb_seniority)items[head].sense.level : PTB_SENIORITY_NONE;
    bool is_leader = level >= PTB_SENIORITY_DIRECTOR;
    bool leads_trainees = is_leader && head < found->trainee_at && found->has_link_before_trainee;
    if (found->trainee_or_junior == PTB_SENIORITY_TRAINEE && !leads_trainees) return PTB_SENIORITY_TRAINEE;
    if (found->trainee_or_junior == PTB_SENIORITY_JUNIOR && !is_leader) return PTB_SENIORITY_JUNIOR;
    bool is_assistant = head < of->to && items[head].sense.kind == PTB_SENSE_ASSIST;
    if (found->senior > level && !is_assistant) return found->senior;
    return level;
}

static void weigh(const unit_list *list, part *of)
{
    size_t head = find_head(list->items, of);
    grades found = find_grades(list->items, of);
    for (size_t i = of->from; i < of->to; i++)
        of->is_former |=
            list->items[i].sense.kind == PTB_SENSE_FORMER || list->items[i].sense.kind == PTB_SENSE_NONE;
    of->has_role = head < of->to;
    of->has_level =
        of->has_role || found.senior != PTB_SENIORITY_NONE || found.trainee_or_junior != PTB_SENIORITY_NONE;
    of->level = graded(list->items, of, head, &found);
    find_department(list->items, of, head);
}

/* ---- the title ---- */

/* The part with the highest level; n where all have been. */
static size_t find_main(const part *parts, size_t n)
{
    size_t main_part = n;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].is_former) continue;
        bool is_higher = main_part < n && parts[i].has_level &&
                         (!parts[main_part].has_level || parts[i].level > parts[main_part].level);
        if (main_part == n || is_higher) main_part = i;
    }
    return main_part;
}

/* "sales, marketing and operations manager": the first of the list stands in a part of its own. */
static void begin_list(const part *parts, size_t main_part, part *answer)
{
    for (size_t i = main_part; answer->is_list && i > 0; i--) {
        if (parts[i - 1].has_level || parts[i - 1].strength != PTB_PLAIN) return;
        answer->department = parts[i - 1].department;
    }
}

/* What other parts say of the department, where the main one is not sure: the first behind it, else the first before it.
 * An owner's trade is not his department. */
static void ask_others(const part *parts, size_t n, size_t main_part, part *answer)
{
    for (size_t k = 1; k < n && answer->strength < PTB_PLAIN; k++) {
        const part *other = &parts[(main_part + k) % n];
        bool is_trade =
            answer->level == PTB_SENIORITY_OWNER && other->has_role && other->level < PTB_SENIORITY_MANAGER;
        if (other->is_former || is_trade || other->strength <= answer->strength) continue;
        answer->department = other->department;
        answer->strength = other->strength;
    }
}

static ptb_title title_of(ptb_seniority seniority, ptb_department department)
{
    if (seniority == PTB_SENIORITY_NONE) department = PTB_DEPARTMENT_OTHER;
    if (seniority >= PTB_SENIORITY_DIRECTOR && department == PTB_DEPARTMENT_OTHER)
        department = PTB_DEPARTMENT_GENERAL;
    return (ptb_title){seniority, department, ptb_buying_role_of(seniority, department)};
}

ptb_title ptb_title_parse(const ptb_titles *titles, ptb_str title)
{
    ptb_title_tokens tokens;
    unit_list list;
    part parts[PTB_TITLE_TOKENS];
    ptb_title_tokenise(title, &tokens);
    collect(titles, &tokens, &list);
    for (size_t i = 0; i < list.n; i++)
        settle(&list, i);
    for (size_t i = 0; i < list.n; i++)
        if (list.items[i].sense.kind == PTB_SENSE_ASSIST && !list.items[i].is_blocked)
            settle_assistant(&list, i);
    block_behind_links(&list);
    size_t n = split(&list, parts);
    for (size_t i = 0; i < n; i++) {
        parts[i].is_former = i > 0 && parts[i - 1].is_former && list.items[parts[i].from].joint == JOINT_AND;
        weigh(&list, &parts[i]);
    }
    /* somebody's work, though we do not know the word */
    if (n == 0)
        return title_of(list.has_unknown ? PTB_SENIORITY_STAFF : PTB_SENIORITY_NONE, PTB_DEPARTMENT_OTHER);
    size_t main_part = find_main(parts, n);
    if (main_part == n) return title_of(PTB_SENIORITY_NONE, PTB_DEPARTMENT_OTHER);
    part answer = parts[main_part];
    if (!answer.has_level)
        answer.level = answer.strength > 0 || list.has_unknown ? PTB_SENIORITY_STAFF : PTB_SENIORITY_NONE;
    begin_list(parts, main_part, &answer);
    ask_others(parts, n, main_part, &answer);
    return title_of(answer.level, answer.department);
}
