/* Preloaded into the server: writes down every change of a file below FAULTS_DIR, in the order in which it is made.
 *
 * A record is: operation, length of the path, nanoseconds (CLOCK_MONOTONIC), offset, length of the content; then the
 * path and the content. A change is written down before it is made, a sync after it is done: so at any moment the
 * disk holds what was synced, and of the rest any part. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct head { uint8_t operation; uint16_t path; uint64_t at; int64_t offset; uint32_t content; } __attribute__((packed));

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;
static const char *below;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_LOG");
    below = getenv("FAULTS_DIR");
    if (path && below) out = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int watched(const char *path) {
    size_t n = strlen(path);
    if (out < 0 || strncmp(path, below, strlen(below)) != 0) return 0;
    return !(n > 4 && strcmp(path + n - 4, "-shm") == 0) && !strstr(path, " (deleted)");
}

static int path_of(int fd, char *path) {
    char link[40];
    if (out < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return watched(path);
}

static void note(char operation, const char *path, int64_t offset, const void *content, size_t length) {
    struct timespec now;
    pthread_mutex_lock(&turn);
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct head head = {operation, strlen(path), now.tv_sec * 1000000000ull + now.tv_nsec, offset, length};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)content, length}};
    if (writev(out, parts, 3) < 0) abort();
    pthread_mutex_unlock(&turn);
}

static int opened(const char *name, const char *path, int flags, va_list more) {
    int mode = flags & O_CREAT ? va_arg(more, int) : 0;
    int is_new = (flags & O_CREAT) && watched(path) && access(path, F_OK) != 0;
    if (is_new) note('c', path, 0, "", 0);
    else if ((flags & O_TRUNC) && watched(path)) note('t', path, 0, "", 0);
    int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
    return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list more; va_start(more, flags); int fd = opened("open", path, flags, more); va_end(more); return fd;
}
int open64(const char *path, int flags, ...) {
    va_list more; va_start(more, flags); int fd = opened("open64", path, flags, more); va_end(more); return fd;
}

static void note_write(int fd, const void *content, size_t length, int64_t offset) {
    char path[PATH_MAX];
    if (path_of(fd, path)) note('w', path, offset, content, length);
}

ssize_t write(int fd, const void *content, size_t length) {
    int64_t at = fd > 2 ? lseek(fd, 0, SEEK_CUR) : -1;
    if (at >= 0) note_write(fd, content, length, at);
    return REAL(write)(fd, content, length);
}
ssize_t pwrite(int fd, const void *content, size_t length, off_t offset) {
    note_write(fd, content, length, offset);
    return REAL(pwrite)(fd, content, length, offset);
}
ssize_t pwrite64(int fd, const void *content, size_t length, off64_t offset) {
    note_write(fd, content, length, offset);
    return REAL(pwrite64)(fd, content, length, offset);
}

static void note_cut(int fd, int64_t size) {
    char path[PATH_MAX];
    if (path_of(fd, path)) note('t', path, size, "", 0);
}
int ftruncate(int fd, off_t size) { note_cut(fd, size); return REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { note_cut(fd, size); return REAL(ftruncate64)(fd, size); }

static int synced(int fd, int done) {
    char path[PATH_MAX];
    if (done == 0 && path_of(fd, path)) note('s', path, 0, "", 0);
    return done;
}
int fsync(int fd) { return synced(fd, REAL(fsync)(fd)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)(fd)); }

int unlink(const char *path) {
    if (watched(path) && access(path, F_OK) == 0) note('u', path, 0, "", 0);
    return REAL(unlink)(path);
}
int rename(const char *from, const char *to) {
    if (watched(to)) note('r', from, 0, to, strlen(to));
    return REAL(rename)(from, to);
}
int link(const char *from, const char *to) {
    if (watched(to) && access(to, F_OK) != 0) note('l', from, 0, to, strlen(to));
    return REAL(link)(from, to);
}
int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags) {
    if (watched(to) && access(to, F_OK) != 0) note('l', from, 0, to, strlen(to));
    return REAL(linkat)(from_dir, from, to_dir, to, flags);
}
