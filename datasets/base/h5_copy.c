/* datasets/base/h5_copy.c: a dataset from one of our HDF5 files to another. */
#include <stdlib.h>

#include "datasets/base/h5.h"
#include "datasets/base/memory.h"

enum { PIECE_BYTES = 1 << 18 };

ptb_status ptb_h5_copy(ptb_h5_writer *to, const ptb_h5_file *file, const char *name, ptb_error *err)
{
    ptb_status status = PTB_OK;
    ptb_h5_shape shape;
    ptb_h5_dataset *dataset = NULL;
    char *piece = NULL;
    PTB_TRY(ptb_h5_shape_of(file, name, &shape, err));
    size_t row_bytes = ptb_h5_type_bytes(shape.type) * (size_t)(shape.cols > 0 ? shape.cols : 1);
    uint64_t step = PIECE_BYTES / row_bytes + 1;
    if (step > shape.rows) step = shape.rows;
    PTB_TRY(ptb_h5_begin(to, name, shape.type, shape.rows, shape.cols, &dataset, err));
    PTB_TRY(ptb_alloc_raw(&piece, (size_t)step, row_bytes, err));
    for (uint64_t first = 0, n; first < shape.rows; first += n) {
        n = shape.rows - first < step ? shape.rows - first : step;
        const char *from = (const char *)shape.data + first * row_bytes;
        PTB_TRY_TO(ptb_h5_fetch(file, from, (size_t)n * row_bytes, piece, err));
        PTB_TRY_TO(ptb_h5_put(dataset, first, n, piece, err));
    }
done:
    free(piece);
    return status;
}
