/* main.c: the front door: a table of commands. */
#include <stdio.h>
#include <string.h>

#include "datasets/base/command.h"
#include "datasets/base/provenance.h"
#include "datasets/commands.h"
#include "features/commands.h"
#include "score/commands.h"
#include "train/commands.h"

static const ptb_command *const commands[] = {
    &ptb_cmd_import,  &ptb_cmd_features, &ptb_cmd_train,   &ptb_cmd_winloss, &ptb_cmd_score, &ptb_cmd_compare,
    &ptb_cmd_explain, &ptb_cmd_generate, &ptb_cmd_inspect, &ptb_cmd_rules,   &ptb_cmd_model, &ptb_cmd_version,
};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE *stream)
{
    fprintf(stream,
            "propensity %s: from your own sales history to propensity-to-buy scores\n\n"
            "usage: propensity COMMAND [options]     propensity COMMAND --help\n\n",
            ptb_program_version);
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(stream, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\nA first run:\n"
          "  propensity generate --contacts 10000 --activities 300000 -o crm\n"
          "  propensity import --contacts crm/contacts.csv --accounts crm/accounts.csv \\\n"
          "      --activities crm/activities.csv --opportunities crm/opportunities.csv -o crm.h5\n"
          "  propensity train crm.h5 -o model.json\n"
          "  propensity score crm.h5 --model model.json -o scores.csv\n",
          stream);
}

static int unknown_command(const char *name)
{
    const char *names[N_COMMANDS];
    for (size_t i = 0; i < N_COMMANDS; i++)
        names[i] = commands[i]->name;
    const char *nearest = ptb_nearest_name(ptb_str_of(name), names, N_COMMANDS);
    fprintf(stderr, "propensity: unknown command '%s'%s%s%s; see propensity --help\n", name,
            nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'" : "");
    return 2;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return fflush(stdout) == 0 ? 0 : 1;
    }
    const char *name = strcmp(argv[1], "--version") == 0 ? "version" : argv[1];
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(name, commands[i]->name) == 0) return ptb_command_main(commands[i], argc - 1, argv + 1);
    return unknown_command(name);
}
