/* `varde programme …`: programme files from the command line. */
#ifndef VARDE_PROGRAMME_COMMAND_H
#define VARDE_PROGRAMME_COMMAND_H

/* What stands after the word "programme". 0: all is well; 1: something was refused or failed;
 * 2: the command line is wrong. */
int programme_command(int count, char **values);

#endif
