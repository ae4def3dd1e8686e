/* datasets/base/provenance.c: the "provenance" member of every file of ours. */
#include "datasets/base/provenance.h"

const char ptb_program_version[] = PTB_VERSION;

void ptb_provenance_add(ptb_json_writer *writer, const ptb_provenance *provenance)
{
    ptb_json_add_string(writer, "program_version", provenance->program_version);
    ptb_json_add_string(writer, "command_line", provenance->command_line);
    ptb_json_add_integer(writer, "seed", provenance->seed);
    ptb_json_begin_array(writer, "inputs", false);
    for (size_t i = 0; i < provenance->n_inputs; i++) {
        ptb_json_begin_object(writer, NULL);
        ptb_json_add_string(writer, "name", provenance->inputs[i].name);
        const ptb_input_digest *input = &provenance->inputs[i];
        if (input->xxh128 && input->xxh128[0])
            ptb_json_add_string(writer, "xxh128", input->xxh128);
        else
            ptb_json_add_string(writer, "sha256", input->sha256);
        ptb_json_end_object(writer);
    }
    ptb_json_end_array(writer);
}

void ptb_provenance_write(ptb_json_writer *writer, const ptb_provenance *provenance)
{
    ptb_json_begin_object(writer, "provenance");
    ptb_provenance_add(writer, provenance);
    ptb_json_end_object(writer);
}
