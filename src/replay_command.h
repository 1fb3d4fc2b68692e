/* varde replay: a series of measurements judged day by day, on the code that the server uses. */
#ifndef VARDE_REPLAY_COMMAND_H
#define VARDE_REPLAY_COMMAND_H

/* The arguments after "replay". Returns the exit code: 0 good, 1 failed, 2 wrong use. */
int replay_command(int count, char **arguments);

#endif
