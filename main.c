/* main.c: stub */
#include "datasets/base/command.h"
int main(void)
{
    return 0;
}
