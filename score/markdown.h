/* score/markdown.h: texts of others inside Markdown, where they can do nothing.
 *
 * One line whatever they hold: control characters become blanks; what turns the direction of writing, has no width or is no UTF-8 becomes
 * U+FFFD. */
#ifndef PTB_SCORE_MARKDOWN_H
#define PTB_SCORE_MARKDOWN_H

#include "datasets/base/text.h"

/* Within a paragraph or a cell of a table: no markup, link, HTML or end of the cell. Not for the beginning of a line. */
void ptb_markdown_text(ptb_text *out, const char *text);
/* A code block of its own. */
void ptb_markdown_code(ptb_text *out, const char *text);

#endif
