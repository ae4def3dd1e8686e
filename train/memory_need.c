/* train/memory_need.c: whether a training fits into the machine's memory. */
#include "train/memory_need.h"

#include <stdio.h>
#include <string.h>

#include "datasets/base/text.h"

enum { LINE_BYTES = 128 };
static const double megabyte = 1e6;

double ptb_memory_need(const ptb_memory_question *q)
{
    double at_once = q->threads < q->procedures ? q->threads : q->procedures;
    double design = 4 * (double)q->features + 4 + 8;
    return (double)q->rows * (at_once * design + 8.0 * q->procedures);
}

/* "MemAvailable:    1234 kB" */
static double parse_kilobytes(const char *line)
{
    const char *digits = line + strcspn(line, "0123456789");
    double kilobytes = 0;
    if (!ptb_parse_number((ptb_str){digits, strspn(digits, "0123456789")}, &kilobytes)) return 0;
    return kilobytes * 1024;
}

double ptb_memory_available(void)
{
    char line[LINE_BYTES];
    double bytes = 0;
    FILE *file = fopen("/proc/meminfo", "r");
    if (file == NULL) return 0;
    while (!(bytes > 0) && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "MemAvailable:", strlen("MemAvailable:")) == 0) bytes = parse_kilobytes(line);
    (void)fclose(file); /* was only read */
    return bytes;
}

ptb_status ptb_memory_check(const ptb_memory_question *question, double available, ptb_error *err)
{
    double need = ptb_memory_need(question);
    if (!(available > 0) || need <= available) return PTB_OK;
    ptb_memory_question alone = *question;
    alone.threads = 1;
    double rows = (double)question->rows * available / ptb_memory_need(&alone);
    if (rows >= (double)question->rows)
        return ptb_fail(err, PTB_E_LIMIT,
                        "training needs %.0f MB or more, %.0f MB are available; --threads 1 needs %.0f MB or "
                        "more. Or use fewer features",
                        need / megabyte, available / megabyte, ptb_memory_need(&alone) / megabyte);
    return ptb_fail(
        err, PTB_E_LIMIT,
        "training needs %.0f MB or more, %.0f MB are available, which --threads 1 has for %.0f of "
        "%zu cases at most: use --sample-losses, fewer --folds, --repeats or features",
        need / megabyte, available / megabyte, rows, question->rows);
}
