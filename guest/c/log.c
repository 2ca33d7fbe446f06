/* log.c: lines for the host's log. A guest imports HostLog only if it uses this. */
#include "internal.h"

ML_HOST_FUNCTION(void, HostLog, (int32_t, level), (ml_string, message))

void ml_log(ml_level level, ml_string message) { HostLog((int32_t)level, message); }
