/* score/cmd_version.c: `propensity version`: the program, its build, and the libraries it runs with. */
#include "datasets/base/command.h"
#include "datasets/base/h5.h"
#include "datasets/base/provenance.h"
#include "datasets/base/rng.h"
#include "models/linalg.h"
#include "models/svm.h"
#include "score/commands.h"

typedef struct {
    ptb_common_args common;
} version_args;

static const ptb_option options[] = {{0}};

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static ptb_status run(const ptb_call *call, ptb_error *err)
{
    PTB_TRY(ptb_blas_global_init(err));
    char hdf5[32], libsvm[32];
    ptb_h5_library_version(hdf5);
    ptb_svm_library_version(libsvm);
    const char *const rows[][2] = {{"compiler", COMPILER},
                                   {"build", PTB_BUILD},
                                   {"HDF5", hdf5},
                                   {"GSL", ptb_gsl_library_version()},
                                   {"OpenBLAS", ptb_blas_description()},
                                   {"libsvm", libsvm},
                                   {"cJSON", ptb_json_library_version()}};
    ptb_text out = {0};
    ptb_json_writer writer = {.text = &out};
    bool json = call->common->json;
    if (json) {
        ptb_json_begin_object(&writer, NULL);
        ptb_json_add_string(&writer, "version", ptb_program_version);
    } else {
        ptb_text_printf(&out, "propensity %s\n", ptb_program_version);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (json)
            ptb_json_add_string(&writer, rows[i][0], rows[i][1]);
        else
            ptb_text_printf(&out, "  %-10s %s\n", rows[i][0], rows[i][1]);
    }
    if (json) {
        ptb_json_end_object(&writer);
        ptb_text_add(&out, "\n");
    }
    return ptb_print(&out, err);
}

const ptb_command ptb_cmd_version = {.name = "version",
                                     .summary = "versions of the program, its build and its libraries",
                                     .synopsis = "",
                                     .options = options,
                                     .settings_bytes = sizeof(version_args),
                                     .run = run};
