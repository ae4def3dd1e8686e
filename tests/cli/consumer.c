/* tests/cli/consumer.c: a program of somebody else's: scores one subject through the installed library. */
#include <propensity.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char message[PROPENSITY_MESSAGE_BYTES];
    propensity_scorer *scorer = NULL;
    propensity_score score;
    if (argc != 4) return 2;
    if (propensity_init(message) != 0 ||
        propensity_open(argv[1], argv[2], NULL, NULL, 1, &scorer, message) != 0 ||
        propensity_score_subject(scorer, argv[3], &score, message) != 0) {
        (void)fprintf(stderr, "%s\n", message);
        propensity_close(scorer);
        return 1;
    }
    (void)printf("%.6f\n", score.z);
    propensity_close(scorer);
    return 0;
}
