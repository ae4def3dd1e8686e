/* train/note_card.h: what a model card will say of a training: its period, calibration by tenths, warnings, leaks. */
#ifndef PTB_TRAIN_NOTE_CARD_H
#define PTB_TRAIN_NOTE_CARD_H

#include "train/procedure.h"

/* Fills the card's facts of a result that has been reviewed; rows: those the model has learnt from. */
PTB_MUST_USE ptb_status ptb_note_card(const ptb_vectors *vectors, const uint32_t *rows, size_t n_rows,
                                      ptb_train_result *result, ptb_error *err);

#endif
