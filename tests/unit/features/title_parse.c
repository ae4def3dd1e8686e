/* tests/unit/features/title_parse.c: job titles from standard input, a line each, to CSV: title,seniority,department,buying_role.
 *
 * title_parse [--repeat N]: the latter only parses, N times, and prints nothing: for measuring. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "features/title.h"

static void print_cell(const char *bytes, size_t n)
{
    putchar('"');
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '"') putchar('"');
        putchar(bytes[i]);
    }
    putchar('"');
}

static void print_line(ptb_str line, ptb_title title)
{
    print_cell(line.ptr, line.len);
    printf(",%s,%s,%s\n", ptb_seniority_name(title.seniority), ptb_department_name(title.department),
           ptb_buying_role_name(title.buying_role));
}

int main(int argc, char **argv)
{
    ptb_error err = {0};
    ptb_titles *titles = NULL;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    volatile ptb_seniority kept = PTB_SENIORITY_NONE; /* so that the work is done */
    long repeat = argc == 3 && strcmp(argv[1], "--repeat") == 0 ? strtol(argv[2], NULL, 10) : 0;
    if (ptb_titles_new(&titles, &err) != PTB_OK) {
        fprintf(stderr, "title_parse: %s\n", err.message);
        return 1;
    }
    while ((n = getline(&line, &capacity, stdin)) >= 0) {
        ptb_str text = {line, (size_t)n - (n > 0 && line[n - 1] == '\n')};
        for (long i = 0; i < repeat; i++)
            kept = ptb_title_parse(titles, text).seniority;
        if (repeat == 0) print_line(text, ptb_title_parse(titles, text));
    }
    (void)kept;
    free(line);
    ptb_titles_free(titles);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
