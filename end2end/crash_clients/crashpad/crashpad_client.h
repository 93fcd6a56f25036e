/* The smallest real Crashpad client for Linux. */
#ifndef CRASHPAD_CLIENT_H
#define CRASHPAD_CLIENT_H

/* Has a crash of this process start Crashpad's handler: `command` is its path and arguments,
 * with NULL behind them. */
void crashpad_start_at_crash(char *const command[]);

#endif
