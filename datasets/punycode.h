/* datasets/punycode.h: labels of domain names with letters beyond ASCII, as the DNS has them. */
#ifndef PTB_DATASETS_PUNYCODE_H
#define PTB_DATASETS_PUNYCODE_H

#include <stdbool.h>

#include "datasets/base/text.h"

enum { PTB_LABEL_BYTES = 63 };

/* "xn--" and the Punycode (RFC 3492, section 6.3) of a label of valid UTF-8. Returns the number of bytes, which
 * are not terminated, or 0 where they would be more than 63. */
size_t ptb_punycode_label(ptb_str label, char out[PTB_LABEL_BYTES]);

#endif
