#define _GNU_SOURCE
#include "crashpad_client.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_ARGUMENTS 32

/* ExceptionInformation of Crashpad's util/linux/exception_information.h. */
#pragma pack(push, 1)
static struct {
  uint64_t siginfo_address;
  uint64_t context_address;
  pid_t thread_id;
} information;
#pragma pack(pop)

static char *handler[MOST_ARGUMENTS + 2];
static char trace_parent[64];
static char crash_stack[64 * 1024];

static void on_crash(int number, siginfo_t *info, void *context) {
  int may_trace[2];

  information.siginfo_address = (uintptr_t)info;
  information.context_address = (uintptr_t)context;
  information.thread_id = (pid_t)syscall(SYS_gettid);
  if (pipe(may_trace) == 0) {
    pid_t child = fork();
    if (child == 0) {
      char none;
      close(may_trace[1]);
      /* Until the parent has allowed to be traced, and closed its end. */
      (void)!read(may_trace[0], &none, 1);
      execv(handler[0], handler);
      _exit(127);
    }
    prctl(PR_SET_PTRACER, child, 0, 0, 0);
    close(may_trace[1]);
    waitpid(child, NULL, 0);
  }
  signal(number, SIG_DFL);
  raise(number);
}

void crashpad_start_at_crash(char *const command[]) {
  static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
  stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
  struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  unsigned count = 0;

  while (command[count] != NULL && count < MOST_ARGUMENTS) {
    handler[count] = command[count];
    count++;
  }
  snprintf(trace_parent, sizeof trace_parent, "--trace-parent-with-exception=0x%llx",
           (unsigned long long)(uintptr_t)&information);
  handler[count] = trace_parent;
  sigaltstack(&stack, NULL);
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
    sigaction(signals[i], &action, NULL);
  }
}
