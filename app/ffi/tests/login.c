/* Makes an account through the library as a C program would, is told so by a signal, and leaves.
 * Usage: login DATA_FOLDER. Ends with status 0 if everything was as it should be. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "libstatus.h"

enum { DEADLINE_SECONDS = 120 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int logged_in, failed_login, stopped, tested, called_from_callback, on_own_thread;
static pthread_t main_thread;

static void check(int condition, const char *what) {
    if (!condition) {
        fprintf(stderr, "failed: %s\n", what);
        exit(1);
    }
}

static int says_success(const char *answer) {
    return strcmp(answer, "{\"error\":\"\"}") == 0;
}

static void on_signal(const char *event) {
    /* A call from within the callback does not wait for itself. */
    char *hash = Sha3("signal");
    pthread_mutex_lock(&mutex);
    called_from_callback |= strncmp(hash, "0x", 2) == 0;
    on_own_thread |= !pthread_equal(pthread_self(), main_thread);
    tested |= strcmp(event, "{\"answer\": 42}") == 0;
    if (strstr(event, "\"type\":\"node.login\"") != NULL) {
        /* The event of a failure has an error text and no account. */
        logged_in |= strstr(event, "\"key-uid\":\"0x") != NULL;
        failed_login |= strstr(event, "\"key-uid\":\"0x") == NULL;
    }
    stopped |= strstr(event, "\"type\":\"node.stopped\"") != NULL;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    Free(hash);
}

static void wait_for(const int *condition, const char *what) {
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += DEADLINE_SECONDS;
    pthread_mutex_lock(&mutex);
    while (!*condition && !failed_login) {
        check(pthread_cond_timedwait(&changed, &mutex, &deadline) == 0, what);
    }
    check(*condition, what);
    pthread_mutex_unlock(&mutex);
}

int main(int count, char **arguments) {
    char request[4096];
    char *answer;

    check(count == 2, "one argument: the data folder");
    main_thread = pthread_self();
    SetSignalEventCallback((void *)on_signal);
    TriggerTestSignal();
    wait_for(&tested, "the test signal");

    snprintf(request, sizeof request, "{\"dataDir\":\"%s\"}", arguments[1]);
    answer = InitializeApplication(request);
    check(strstr(answer, "\"accounts\":null") != NULL, answer);
    Free(answer);

    snprintf(request, sizeof request,
             "{\"rootDataDir\":\"%s\",\"displayName\":\"alice-in-c\",\"password\":\"a long password\","
             "\"customizationColor\":\"blue\"}",
             arguments[1]);
    answer = CreateAccountAndLogin(request);
    check(says_success(answer), answer);
    Free(answer);
    wait_for(&logged_in, "the signal node.login");

    answer = CallRPC("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"accounts_getAccounts\",\"params\":[]}");
    check(strstr(answer, "\"id\":7,\"result\":[{") != NULL, answer);
    Free(answer);

    answer = Logout();
    check(says_success(answer), answer);
    Free(answer);
    wait_for(&stopped, "the signal node.stopped");

    SetSignalEventCallback(NULL);
    check(called_from_callback, "a call from within the callback");
    check(on_own_thread, "the callback on a thread of the library");
    puts("logged in and out");
    return 0;
}
