/* hello.c: a guest that offers PrintOutput and is allowed one thing, the host's HostPrint. */
#include "microlight.h"

ML_HOST_FUNCTION(int32_t, HostPrint, (ml_string, text))

ML_FUNCTION(int32_t, PrintOutput, (ml_string, text))
{
    return HostPrint(text);
}
