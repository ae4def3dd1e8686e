/* train/known_rows.h: the cases whose outcome is known, and whether there are enough of both. */
#ifndef PTB_TRAIN_KNOWN_ROWS_H
#define PTB_TRAIN_KNOWN_ROWS_H

#include "features/vectors.h"

/* Fewer of a class: nothing is made; fewer: a person must look. */
enum { PTB_CLASS_MIN = 10, PTB_CLASS_ENOUGH = 40 };

/* Rows in the order of the vectors; *rows is the caller's, free(), also after an error. E_DATA: no outcome is known. */
PTB_MUST_USE ptb_status ptb_known_rows(const ptb_vectors *vectors, uint32_t **rows, size_t *n_rows,
                                       ptb_error *err);

size_t ptb_known_wins(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows);

/* `noun` is what shall be made of the rows ("model"). E_DATA: all of one class; E_REVIEW: fewer than PTB_CLASS_MIN of one. */
PTB_MUST_USE ptb_status ptb_known_enough(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                                         const char *noun, ptb_error *err);

#endif
