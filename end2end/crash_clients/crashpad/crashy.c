/* A small program that crashes in a known place. Its arguments are the command line of
 * Crashpad's handler. */
#include "crashpad_client.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct record {
  int id;
  char *name;
};

static inline __attribute__((always_inline)) void store_name(struct record *record, const char *text) {
  record->name[0] = text[0]; /* The crash: record 3 has no name. */
}

__attribute__((noinline)) static void copy_field(struct record *record, const char *text) {
  store_name(record, text);
  record->id++;
}

__attribute__((noinline)) static int parse_line(struct record *record, const char *line) {
  const char *equals = strchr(line, '=');
  copy_field(record, equals ? equals + 1 : line);
  return record->id;
}

__attribute__((noinline)) static int load_config(const char *const *lines, int count) {
  static char names[3][16];
  int sum = 0;
  for (int i = 0; i < count; i++) {
    struct record record = {.id = i, .name = i < 3 ? names[i] : NULL};
    sum += parse_line(&record, lines[i]);
  }
  return sum;
}

static void *wait_for_ever(void *unused) {
  for (;;) {
    pause();
  }
  return unused;
}

int main(int argc, char **argv) {
  static const char *const lines[] = {"a=1", "b=2", "c=3", "d=4"};
  pthread_t thread;
  if (argc < 2) {
    fprintf(stderr, "usage: %s HANDLER [ARGUMENT]...\n", argv[0]);
    return 2;
  }
  crashpad_start_at_crash(argv + 1);
  pthread_create(&thread, NULL, wait_for_ever, NULL);
  printf("%d\n", load_config(lines, 4));
  return 0;
}
