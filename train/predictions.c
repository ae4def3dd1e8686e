/* train/predictions.c: unseen predictions as CSV, for anybody's own tools. */
#include <math.h>
#include <string.h>

#include "datasets/base/csv_text.h"
#include "datasets/base/digest.h"
#include "train/trainer.h"

static void print_line(const ptb_vectors *vectors, const ptb_train_result *result, bool is_holdout,
                       size_t line, ptb_text *out)
{
    size_t row = line % vectors->n_rows;
    char when[PTB_TIME_BYTES];
    ptb_csv_append_field(out, ptb_strings_at(&vectors->subject_id, row), true);
    ptb_text_printf(out, ",%s,%d,", ptb_print_time(when, vectors->as_of[row]), vectors->outcome[row] > 0.5F);
    if (is_holdout)
        ptb_text_add(out, "holdout");
    else
        ptb_text_printf(out, "%d", result->fold[line]);
    ptb_text_add(out, ",");
    ptb_text_number(out, result->probability[line]);
    ptb_text_add(out, "\n");
}

ptb_status ptb_predictions_print(const ptb_vectors *vectors, const ptb_train_result *result, ptb_text *out,
                                 char sha256[65], ptb_error *err)
{
    bool is_holdout = strcmp(result->model->evaluation.kind, "holdout") == 0;
    ptb_text_add(out, "subject_id,as_of,outcome,fold,probability\n");
    for (size_t line = 0; line < vectors->n_rows * (size_t)result->repeats; line++)
        if (result->fold[line] != PTB_NOT_JUDGED) print_line(vectors, result, is_holdout, line, out);
    PTB_TRY(ptb_text_check(out, err));
    ptb_sha256_of(out->bytes, out->len, sha256);
    return PTB_OK;
}
