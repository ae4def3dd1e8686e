/* tests/unit/base/test_serial_ids.c: ids that are numbers in a row are told from others, and each has one place. */
#include "datasets/base/key_index.h"
#include "datasets/base/serial_ids.h"
#include "tests/support/test_main.h"

enum { N_IDS = 5000, ROOM = 32 };

static ptb_error err;

typedef struct {
    const char *prefix, *suffix;
    const char *absent[6]; /* none of them */
    unsigned first, step;
    int width; /* of the number; 0: no zeros before it */
    bool is_serial;
} id_form;

static ptb_dictionary *make_ids(const id_form *form)
{
    ptb_dictionary *ids = NULL;
    ASSERT_OK(ptb_dictionary_new(1, &ids, &err));
    for (unsigned i = 0; i < N_IDS; i++) {
        char text[ROOM];
        uint32_t code = 0;
        unsigned number = form->first + (i * 7919 % N_IDS) * form->step; /* in no order */
        int n = snprintf(text, sizeof text, "%s%0*u%s", form->prefix, form->width, number, form->suffix);
        ASSERT_OK(ptb_dictionary_add(ids, (ptb_str){text, (size_t)n}, &code, &err));
        ck_assert_uint_eq(code, i);
    }
    return ids;
}

static const id_form forms[] = {
    {"C", "", {"C0000001", "C000000001", "c00000001", "C0000000a", "C00005000", "D00000001"}, 0, 1, 8, true},
    {"", "", {"0", "01", "1a", "5001", "", "-1"}, 1, 1, 0, true},
    {"", "", {"1", "00", "14998", " 0", "0 ", "x"}, 0, 3, 0, true},
    {"id-", "", {"id-", "id-77 ", "id-077", "ID-77", "77", "id_77"}, 77, 1, 0, true},
    {"", "", {"9990000", "099990000", "99990000x", "99989999", "99995000", "9999000:"}, 99990000, 1, 8, true},
    {"abcdefgh",
     "",
     {"abcdefgh3", "abcdefgi00003", "abcdefgh", "bcdefgh00003", "abcdefgh0000/", "z"},
     3,
     1,
     5,
     true},
    {"abcdefghi", "", {"abcdefghi", "abcdefghj3", "a", "3", "abcdefghi03", "abcdefgh3"}, 3, 1, 0, false},
    {"", "", {"2", "01", "0", "x", "24997", "1 "}, 1, 5, 0, false}, /* fewer than a quarter of the numbers */
    {"7",
     "",
     {"70000000000", "60000000001", "7000000001", "700000000011", "7000000000x", "8"},
     1,
     1,
     10,
     true},
    {"", "@x.org", {"1", "1@x.or", "1@x.orgg", "@x.org", "01@x.org", "2@y.org"}, 1, 1, 0, false},
};

START_TEST(every_id_has_its_place)
{
    for (size_t c = 0; c < sizeof forms / sizeof forms[0]; c++) {
        ptb_dictionary *ids = make_ids(&forms[c]);
        ptb_context context = ptb_context_default();
        ptb_key_index *index = NULL;
        ptb_serial_ids serial;
        ck_assert_msg(ptb_serial_ids_fit(ptb_dictionary_strings(ids), &serial) == forms[c].is_serial,
                      "form %zu", c);
        ASSERT_OK(ptb_key_index_of(&context, ptb_dictionary_strings(ids), &index, &err));
        for (uint32_t i = 0; i < N_IDS; i++)
            ck_assert_uint_eq(ptb_key_index_find(index, ptb_dictionary_key(ids, i)), i);
        for (size_t i = 0; i < sizeof forms[c].absent / sizeof forms[c].absent[0]; i++)
            ck_assert_msg(ptb_key_index_find(index, ptb_str_of(forms[c].absent[i])) == PTB_NO_CODE,
                          "form %zu: %s", c, forms[c].absent[i]);
        ptb_key_index_free(index);
        ptb_dictionary_free(ids);
    }
}
END_TEST

/* One of another form among them: hashed. */
START_TEST(one_other_id)
{
    static const char *const others[] = {"C0000500", "C00005000x", "X00005000", "", "an-id-of-another-kind",
                                         "C99999999"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        ptb_dictionary *ids = make_ids(&forms[0]);
        ptb_serial_ids serial;
        uint32_t code = 0;
        ASSERT_OK(ptb_dictionary_add(ids, ptb_str_of(others[i]), &code, &err));
        ck_assert_msg(!ptb_serial_ids_fit(ptb_dictionary_strings(ids), &serial), "%s", others[i]);
        ptb_dictionary_free(ids);
    }
    ptb_serial_ids serial;
    ck_assert(!ptb_serial_ids_fit((ptb_strings){"", NULL, 0}, &serial));
}
END_TEST

TEST_MAIN("serial_ids", every_id_has_its_place, one_other_id)
