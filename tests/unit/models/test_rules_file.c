/* tests/unit/models/test_rules_file.c: what is wrong in a rules file, or can not be bound, is refused in words. */
#include "tests/support/rules_world.h"

#define ONE_STAGE ONE_RULE ", \"stages\": [{\"name\": \"SQL\", \"points\": 100}]"
#define GRADES                                                                                          \
    ", \"grades\": {\"fit\": [{\"grade\": \"A\", \"points\": 1}], \"engagement\": [{\"grade\": \"1\", " \
    "\"points\": 1}], "

START_TEST(test_refused_members)
{
    const struct {
        const char *members, *words;
    } table[] = {
        {"\"rulez\": []", "rules"},
        {"\"description\": \"no rules\"", "rules"},
        {"\"rules\": []", "0 rules; expected 1 to 1000"},
        {"\"rules\": 5", "rules"},
        {ONE_RULE ", \"reviewed_on\": \"soon\"", "rules.json:2: $.reviewed_on: 'soon' is no date"},
        {ONE_RULE ", \"reviewed_on\": \"2025-02-30\"", "is no date"},
        {ONE_RULE ", \"idle\": {}", "$.idle: expected an array"},
        {ONE_RULE ", \"idle\": [{\"points\": -5}]", "after_days"},
        {ONE_RULE ", \"idle\": [{\"after_days\": 30}]", "expected \"points\" or \"reset_to\""},
        {ONE_RULE ", \"idle\": [{\"after_days\": 30, \"points\": 5}]", "silence costs"},
        {ONE_RULE ", \"idle\": [{\"after_days\": 30, \"points\": -5, \"reset_to\": 0}]", "and not both"},
        {ONE_RULE ", \"fast_track\": [{\"id\": \"f\", \"stage\": \"SQL\", \"event\": {}}]",
         "no stage 'SQL' in \"stages\""},
        {ONE_RULE ", \"fast_track\": [{\"id\": \"f\"}]", "stage"},
        {ONE_STAGE ", \"fast_track\": [{\"id\": \"f\", \"stage\": \"SQL\"}]",
         "a fast track needs \"when\", \"event\" or \"no_event\""},
        {ONE_STAGE ", \"fast_track\": [{\"id\": \"f\", \"stage\": \"SQLs\", \"event\": {}}]",
         "did you mean 'SQL'?"},
        {ONE_RULE ", \"exclude\": [{\"id\": \"x\", \"event\": {}}]", "reason"},
        {ONE_RULE ", \"grades\": {}", "fit"},
        {ONE_RULE ", \"grades\": {\"fit\": [], \"engagement\": []}", "at least one grade"},
        {ONE_RULE
         ", \"grades\": {\"fit\": [{\"grade\": \"A\", \"points\": 1}, {\"grade\": \"B\", \"points\": 2}], "
         "\"engagement\": [{\"grade\": \"1\", \"points\": 1}]}",
         "$.grades.fit[1]: the best comes first, but 'B' at 2 follows 'A' at 1"},
        {ONE_STAGE GRADES "\"stages\": {\"A2\": \"SQL\"}}", "there is no grade 'A2'"},
        {ONE_STAGE ", \"routes\": [{\"id\": \"r\"}]", "to"},
        {ONE_STAGE ", \"routes\": [{\"id\": \"r\", \"to\": \"a\", \"stages\": [\"MQL\"]}]", "no stage 'MQL'"},
        {ONE_STAGE GRADES
         "\"stages\": {}}, \"routes\": [{\"id\": \"r\", \"to\": \"a\", \"grades\": [\"B1\"]}]",
         "expected a grade"},
        {ONE_RULE ", \"notes\": [{\"id\": \"n\", \"event\": {}}]", "text"},
        {ONE_RULE ", \"notes\": [{\"id\": \"n\", \"text\": \"{title\", \"event\": {}}]",
         "opened and not closed"},
        {ONE_RULE ", \"notes\": [{\"id\": \"n\", \"text\": \"{}\", \"event\": {}}]", "names no column"},
        {ONE_RULE ", \"notes\": [{\"id\": \"n\", \"text\": \"{times}\", \"no_event\": {}}]",
         "is about the note's \"event\""},
        {ONE_RULE ", \"human_verdicts\": {}", "event"},
        {ONE_RULE ", \"human_verdicts\": {\"event\": {}, \"expires_days\": 9, \"verdicts\": []}",
         "at least one verdict"},
        {ONE_RULE
         ", \"human_verdicts\": {\"event\": {}, \"expires_days\": 9, \"verdicts\": [{\"asset\": \"a\"}]}",
         "says nothing"},
        {ONE_RULE ", \"human_verdicts\": {\"event\": {\"asset\": \"b\"}, \"expires_days\": 9, \"verdicts\": "
                  "[{\"asset\": \"a\", \"points\": 5}]}",
         "name the type here"},
        {ONE_RULE ", \"progressive\": [{\"contact\": \"phone\", \"points\": 5}]", "question"},
        {ONE_RULE ", \"floor\": 5, \"ceiling\": 5", "5 is not above the floor, 5"},
        {ONE_RULE ", \"blend\": {\"method\": \"stacked\"}", "$.blend.method: \"stacked\" is not evaluated"},
        {ONE_RULE ", \"blend\": {\"method\": \"gated\"}", "is not evaluated in this version"},
        {ONE_RULE ", \"blend\": {\"method\": \"mixed\"}", "'mixed' is no way to blend"},
        {ONE_RULE ", \"blend\": {\"weight\": 1.5}", "1.5 is not within 0 and 1"},
        {ONE_RULE ", \"blend\": {\"b\": 0}", "$.blend.b: 0 is not above 0"},
        {ONE_RULE ", \"blend\": {\"a\": 1e7}", "$.blend.a"},
        {ONE_RULE ", \"blend\": 3", "expected a blend"},
        {ONE_RULE ", \"stages\": {}", "expected an array"},
        {ONE_RULE ", \"stages\": [{\"name\": \"A\", \"points\": 5}, {\"name\": \"B\", \"points\": 5}]",
         "$.stages[1].points: stages ascend"},
        {ONE_RULE ", \"stages\": [{\"name\": \"A\", \"points\": 5}, {\"name\": \"A\", \"points\": 6}]",
         "'A' is there twice"},
        {ONE_RULE ", \"stages\": [{\"name\": \"none\", \"points\": 5}]", "below the first stage"},
        {ONE_RULE ", \"stages\": [{\"name\": \"abcdefghijklmnopqrstuvwxyz123456\", \"points\": 5}]",
         "at most 31"},
        {ONE_RULE ", \"stages\": [{\"name\": \"A\", \"points\": 5, \"hysteresis\": 2}]",
         "$.stages[0].hysteresis: not evaluated in this version"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\", \"combine\": \"max\"}]", "'max' is no way to combine"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\", \"max_points\": -1}]", "-1 is below 0"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\", \"min_points\": 1}]", "1 is above 0"},
        {ONE_RULE ", \"groups\": [{\"id\": \"g\"}, {\"id\": \"g\"}]", "'g' is there twice"},
        {ONE_RULE ", \"groups\": [{\"id\": \"\"}]", "not empty"},
        {ONE_RULE ", \"lists\": []", "expected an object of lists"},
        {ONE_RULE ", \"lists\": {\"a\": \"b\"}", "expected an array"},
        {ONE_RULE ", \"lists\": {\"a\": []}", "the list is empty"},
        {ONE_RULE ", \"lists\": {\"a\": [null]}", "expected a text, a number"},
        {ONE_RULE ", \"lists\": {\"a\": [\"\"]}", "an empty text equals nothing"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ASSERT_FAILS(read_members(table[i].members, &rules, &err), PTB_E_SCHEMA, table[i].words);
        ck_assert_ptr_null(rules);
        ck_assert_msg(strncmp(err.message, "rules.json:", 11) == 0, "no place: %s", err.message);
    }
}
END_TEST

#define WHEN "\"when\": {\"contact\": \"title\", \"missing\": true}"

START_TEST(test_refused_rules)
{
    const struct {
        const char *rules, *words;
    } table[] = {
        {"5", "rules.json:4: $.rules[0]: expected a rule"},
        {"{\"id\": \"a\", " WHEN "}", "points"},
        {"{\"id\": \"a\", \"points\": \"5\", " WHEN "}", "$.rules[0].points"},
        {"{\"id\": \"a\", \"points\": 1e7, " WHEN "}", "is not within -1e+06 and 1e+06"},
        {"{\"points\": 1, " WHEN "}", "id"},
        {"{\"id\": \"a\", \"points\": 1, \"wen\": {}}", "when"},
        {"{\"id\": \"a\", \"points\": 1}", "a rule needs \"when\", \"event\" or \"no_event\""},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"no_event\": {}}", "beside one of the others"},
        {"{\"id\": \"a\", \"points\": 1, " WHEN "},\n{\"id\": \"a\", \"points\": 1, " WHEN "}",
         "rules.json:5: $.rules[1].id: the rule 'a' is there twice, first in line 4"},
        {"{\"id\": \"a\", \"points\": 1, \"axis\": \"size\", " WHEN "}", "'size' is no axis"},
        {"{\"id\": \"a\", \"points\": 1, \"group\": \"g\", " WHEN "}", "no group 'g'"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"decay\": {}}", "exactly one of half_life_days"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"decay\": {\"half_life_days\": 3, \"linear_days\": "
         "3}}",
         "exactly one of"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"decay\": {\"half_life_days\": 0}}",
         "0 is not above 0"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"decay\": {\"halflife\": 3}}", "half_life_days"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"decay\": {\"step\": []}}",
         "expected an array of steps"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"decay\": {\"step\": [{\"after_days\": 30, "
         "\"factor\": 1.5}]}}",
         "1.5 is not within 0 and 1"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"decay\": {\"step\": [{\"after_days\": 30, "
         "\"factor\": 0.5}, {\"after_days\": 30, \"factor\": 0.2}]}}",
         "steps ascend"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"decay\": {\"drop\": {\"after_days\": 30}}}",
         "points"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {}, \"expires_days\": -1}", "-1 is not above 0"},
        {"{\"id\": \"a\", " WHEN ", \"points\": 1, \"decay\": {\"half_life_days\": 3}}",
         "the rule has no \"event\""},
        {"{\"id\": \"a\", " WHEN ", \"points\": 1, \"expires_days\": 3}", "the rule has no \"event\""},
        {"{\"id\": \"a\", " WHEN ", \"tiers\": []}", "expected an array of 1 to 1000 tiers"},
        {"{\"id\": \"a\", " WHEN ", \"tiers\": [{\"at_least\": 1, \"points\": 2}], \"points\": 3}",
         "stands instead of \"points\""},
        {"{\"id\": \"a\", " WHEN ", \"tiers\": [{\"times\": 1, \"points\": 2}]}",
         "\"when\" has tiers by \"at_least\" only"},
        {"{\"id\": \"a\", \"event\": {}, \"tiers\": [{\"at_least\": 1, \"points\": 2}]}",
         "\"at_least\" needs \"when\" alone"},
        {"{\"id\": \"a\", \"event\": {}, \"tiers\": [{\"points\": 2}]}", "a tier has \"points\" and one of"},
        {"{\"id\": \"a\", \"event\": {}, \"tiers\": [{\"times\": 1, \"days\": 1, \"points\": 2}]}",
         "a tier has \"points\" and one of"},
        {"{\"id\": \"a\", \"event\": {}, \"tiers\": [{\"times\": 1, \"points\": 2}, {\"days\": 2, "
         "\"points\": 3}]}",
         "all tiers of a rule have one measure"},
        {"{\"id\": \"a\", \"event\": {}, \"tiers\": [{\"times\": 2, \"points\": 2}, {\"times\": 2, "
         "\"points\": 3}]}",
         "tiers ascend"},
        {"{\"id\": \"a\", \"event\": {}, \"tiers\": [{\"times\": 0, \"points\": 2}]}", "0 is not above 0"},
        {"{\"id\": \"a\", \"event\": {}, \"tiers\": [{\"assets\": 101, \"points\": 2}]}",
         "at most 100 are told apart"},
        {"{\"id\": \"a\", \"points\": -1, \"event\": {}, \"decay\": {\"drop\": {\"after_days\": 30, "
         "\"points\": 5}}}",
         "takes points off, but the rule gives none"},
        {"{\"id\": \"a\", \"no_event\": {}, \"tiers\": [{\"times\": 1, \"points\": 2}]}", "has no tiers"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"max_per_day\": 2, \"count\": \"per_day\"}}",
         "bounds events that each count"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"count\": \"twice\"}}", "'twice' is no way to count"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"window_days\": 0}}", "window_days: 0 is not above 0"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"window_days\": 40000}}", "at most 36500"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"max_times\": 1.5}}", "max_times"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"max_times\": 0}}", "0 is not above 0"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"max_points\": -5}}", "-5 is not above 0"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"type\": 5}}", "expected a text"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"asset\": []}}", "the list is empty"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": {\"typ\": \"x\"}}", "type"},
        {"{\"id\": \"a\", \"points\": 1, \"no_event\": {\"count\": \"each\"}}", "count"},
        {"{\"id\": \"a\", \"points\": 1, \"event\": []}", "expected an event"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ASSERT_FAILS(read_rules(table[i].rules, &rules, &err), PTB_E_SCHEMA, table[i].words);
        ck_assert_ptr_null(rules);
    }
}
END_TEST

START_TEST(test_refused_conditions)
{
    const struct {
        const char *condition, *words;
    } table[] = {
        {"[]", "expected a condition"},
        {"{}", "none of them"},
        {"{\"contact\": \"a\", \"account\": \"b\", \"equals\": 1}", "several"},
        {"{\"contact\": 5, \"equals\": 1}", "expected the name of a column"},
        {"{\"feature\": \"\", \"equals\": 1}", "expected the name of a feature"},
        {"{\"contact\": \"a\"}", "nothing is compared"},
        {"{\"contact\": \"a\", \"equals\": 1, \"in\": [2]}", "several comparisons"},
        {"{\"contact\": \"a\", \"equals\": 1, \"above\": 2}", "several comparisons"},
        {"{\"contact\": \"a\", \"equals\": [1]}", "\"in\" takes several"},
        {"{\"contact\": \"a\", \"in\": 1}", "expected an array"},
        {"{\"contact\": \"a\", \"in\": []}", "the list is empty"},
        {"{\"contact\": \"a\", \"equals\": {}}", "expected a text, a number"},
        {"{\"contact\": \"a\", \"matches\": \"\"}", "expected a text"},
        {"{\"contact\": \"a\", \"missing\": 1}", "expected true or false"},
        {"{\"contact\": \"a\", \"at_least\": 1, \"above\": 1}", "\"at_least\" and \"above\" are both given"},
        {"{\"contact\": \"a\", \"at_most\": 1, \"below\": 1}", "\"at_most\" and \"below\" are both given"},
        {"{\"contact\": \"a\", \"at_least\": 5, \"at_most\": 4}", "no number is at least 5 and at most 4"},
        {"{\"contact\": \"a\", \"at_least\": 5, \"below\": 5}", "no number is at least 5 and below 5"},
        {"{\"contact\": \"a\", \"above\": 5, \"at_most\": 5}", "no number is above 5 and at most 5"},
        {"{\"contact\": \"a\", \"above\": \"5\"}", "above"},
        {"{\"contact\": \"a\", \"in_list\": \"target\"}",
         "no list 'target' in \"lists\"; did you mean 'targets'?"},
        {"{\"contact\": \"a\", \"in_list\": \"xyz\"}", "no list 'xyz'"},
        {"{\"contact\": \"a\", \"in_list\": 5}", "expected the name of a list"},
        {"{\"contact\": \"a\", \"equal\": 5}", "equals"},
        {"{\"all\": []}", "at least one condition"},
        {"{\"any\": {}}", "at least one condition"},
        {"{\"not\": [], \"any\": []}", "stands alone"},
        {"{\"not\": []}", "expected a condition"},
        {"{\"all\": [{\"contact\": \"a\", \"equals\": 1}, {\"contact\": \"b\"}]}",
         "$.rules[0].when.all[1]: nothing is compared"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ptb_text text = {0};
        ptb_text_printf(&text, "{\"id\": \"r\", \"points\": 1, \"when\": %s}", table[i].condition);
        ASSERT_FAILS(read_rules(text.bytes, &rules, &err), PTB_E_SCHEMA, table[i].words);
        ptb_text_free(&text);
    }
}
END_TEST

START_TEST(test_refused_files)
{
    const struct {
        const char *text, *words;
        ptb_status status;
    } table[] = {
        {"[]", "expected a rules file", PTB_E_SCHEMA},
        {"{}", "format", PTB_E_SCHEMA},
        {"{\"format\": \"propensity-plan\"}", "this is 'propensity-plan'", PTB_E_SCHEMA},
        {"{\"format\": \"propensity-rules\", \"format_version\": 2}",
         "version 2; this program reads version 1", PTB_E_SCHEMA},
        {"{\"format\": \"propensity-rules\", \"format_version\": 1}", "name", PTB_E_SCHEMA},
        {"{\"format\": ", "rules.json", PTB_E_PARSE},
    };
    ptb_error err;
    ptb_rules *rules = NULL;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        test_write_file("rules.json", table[i].text);
        ASSERT_FAILS(ptb_rules_read("rules.json", &rules, &err), table[i].status, table[i].words);
        ck_assert_ptr_null(rules);
    }
    ASSERT_FAILS(ptb_rules_read("absent.json", &rules, &err), PTB_E_IO, "absent.json");
}
END_TEST

START_TEST(test_refused_bindings)
{
    const struct {
        const char *rule, *words;
    } table[] = {
        {"\"when\": {\"contact\": \"titel\", \"missing\": true}",
         "rules.json:4: $.rules[0].when: no column of contacts 'titel'; did you mean 'title'?"},
        {"\"when\": {\"account\": \"acount_id\", \"missing\": true}", "did you mean 'account_id'?"},
        {"\"when\": {\"contact\": \"industry\", \"missing\": true}", "no column of contacts 'industry'"},
        {"\"when\": {\"contact\": \"title\", \"above\": 5}", "'title' holds texts, which have no range"},
        {"\"when\": {\"account\": \"employees\", \"equals\": \"many\"}", "'many' is neither"},
        {"\"when\": {\"account\": \"employees\", \"matches\": \"5*\"}", "which have no patterns"},
        {"\"when\": {\"contact\": \"signed_on\", \"equals\": 5}", "'signed_on' holds dates"},
        {"\"when\": {\"not\": {\"feature\": \"n_opens\", \"above\": 5}}", "tests the feature 'n_opens'"},
    };
    world w;
    make_world(&w);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ptb_error err;
        ptb_rules *rules = NULL;
        ptb_rules_bound *bound = NULL;
        ptb_text text = {0};
        ptb_text_printf(&text, "{\"id\": \"r\", \"points\": 1, %s}", table[i].rule);
        ASSERT_OK(read_rules(text.bytes, &rules, &err));
        ASSERT_FAILS(ptb_rules_bind(rules, &w.history, NULL, NULL, &bound, &err), PTB_E_SCHEMA,
                     table[i].words);
        ck_assert_ptr_null(bound);
        ptb_rules_free(rules);
        ptb_text_free(&text);
    }
}
END_TEST

/* Features by name: numbers are float32, and what they are compared with is rounded likewise; categories are codes. */

TEST_MAIN("rules file", test_refused_members, test_refused_rules, test_refused_conditions, test_refused_files,
          test_refused_bindings)
