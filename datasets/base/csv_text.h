/* datasets/base/csv_text.h: CSV fields as text, safe to open in a spreadsheet. */
#ifndef PTB_DATASETS_BASE_CSV_TEXT_H
#define PTB_DATASETS_BASE_CSV_TEXT_H

#include "datasets/base/text.h"

/* Appends one field, quoted (RFC 4180) where it holds a comma, a quote, CR or LF. With `is_text` a field that a
 * spreadsheet would run as a formula (= + - @ TAB CR first) gets a leading apostrophe; numbers never do. */
void ptb_csv_append_field(ptb_text *out, ptb_str field, bool is_text);

#endif
