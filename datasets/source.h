/* datasets/source.h: a table's rows, wherever they are, as one stream of CSV bytes.
 *
 * A source is named by a text:
 *   FILE, FILE.gz, -                      a file's bytes as they are (unpacked), or standard input
 *   sqlite:FILE#TABLE                     a table or view of a SQLite database; the first # ends the file's name
 *   postgresql://USER@HOST/DATABASE#TABLE a table or view; TABLE may be SCHEMA.TABLE; postgres:// is the same
 *   ...#SELECT ...                        in either, the rows of one reading statement (SELECT, WITH, VALUES, TABLE)
 * A table's name may stand in double quotes, "" for a quote inside, and must where it begins like a statement; in
 * PostgreSQL also where it holds a # or @.
 *
 * What a database delivers is RFC 4180 with commas, a header line, \n at line ends, UTF-8: NULL is nothing between the
 * commas, an empty text is "". Nothing is ever written to a database. Life cycle: ptb_sources_new, then per table
 * ptb_source_open, ptb_source_read to the end, ptb_source_close; ptb_sources_free.
 *
 * Snapshot  All tables of one database, also when opened again, show one moment: that of the first opening (for
 *           PostgreSQL the URLs must be written alike). A SQLite table comes in order of rowid, a query as it says.
 * Threads   One ptb_sources and all it opened: one thread at a time. Of one PostgreSQL database one source at a time.
 * Secrets   No message and no name holds a password. */
#ifndef PTB_DATASETS_SOURCE_H
#define PTB_DATASETS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "datasets/base/context.h"
#include "datasets/base/digest.h"
#include "datasets/base/io.h"
#include "datasets/base/text.h"

enum { PTB_SOURCE_DEADLINE_S = 30 }; /* what a wait takes at most, unless said otherwise */

typedef struct ptb_sources ptb_sources;
typedef struct ptb_source ptb_source;

/* Whether the text can name a source, before any work: E_ARG says what is wrong with it. */
PTB_MUST_USE ptb_status ptb_source_check(const char *spec, ptb_error *err);
bool ptb_source_is_database(const char *spec);

/* Appends the text of one argument (a source, --option=SOURCE, or anything else) with passwords as ***: of USER:PASSWORD@ and
 * of password=. In doubt more is hidden. ptb_text_check tells whether there was memory. */
void ptb_source_redact(const char *spec, ptb_text *out);

/* The connections of one import, made when first needed. A database that is silent, or locked, for deadline_s seconds
 * (more than 0) is given up. The context is kept until ptb_sources_free; its cancel is seen within 0.1 s, but for
 * the time the system takes to look up a host's name. */
PTB_MUST_USE ptb_status ptb_sources_new(const ptb_context *context, double deadline_s, ptb_sources **out,
                                        ptb_error *err);
void ptb_sources_free(ptb_sources *sources); /* every source was closed; NULL allowed */

/* Errors  E_ARG     as ptb_source_check; not one reading statement
 *         E_SCHEMA  no such table (named: the nearest, those there), a query the database does not understand
 *         E_IO      no file, no server, wrong password, silent beyond the deadline, connection lost
 *         E_BUSY    locked by somebody else beyond the deadline
 *         E_PARSE, E_INTEGRITY  no SQLite database; a damaged one
 *         E_CANCELLED, E_NOMEM */
PTB_MUST_USE ptb_status ptb_source_open(ptb_sources *sources, const char *spec, ptb_source **out,
                                        ptb_error *err);

/* Fills `buffer` as far as there is input: *n < capacity only at the end. Errors as above, and E_DATA for a value that
 * CSV can't carry (SQLite: BLOB, infinity, a text with NUL or not UTF-8), by table, row and column. */
PTB_MUST_USE ptb_status ptb_source_read(ptb_source *source, char *buffer, size_t capacity, size_t *n,
                                        ptb_error *err);

const char *ptb_source_name(const ptb_source *source); /* for messages; borrowed */

/* For progress: bytes of the file consumed and its size; CSV bytes delivered and 0 (unknown) for a database. */
void ptb_source_position(const ptb_source *source, uint64_t *done, uint64_t *total);

/* SHA-256 of all CSV bytes that a database delivered; "" before the end was read, and for files. */
void ptb_source_digest(const ptb_source *source, char hex[PTB_SHA256_HEX]);
/* ptb_input_digest_of a file; "" before its end was read, and for databases. */
void ptb_source_file_digest(const ptb_source *source, char hex[PTB_INPUT_HEX]);
void ptb_source_close(ptb_source *source); /* NULL allowed */

#endif
