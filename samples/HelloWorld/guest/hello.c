/* hello.c: a guest that offers PrintOutput and is allowed one thing, the host's HostPrint. */
#include "microlight.h"

ML_IMPORT(HostPrint, "", "s>i")

ML_GUEST_FUNCTION(PrintOutput, "s>i")
{
    ml_push_string(ml_string_argument(0));
    ml_host_call(HostPrint);
    ml_return_int32(ml_int32_result(0));
}
