/* A guest with one function, PrintOutput, which hands its text to the host's HostPrint and returns what that returns. */
#include "microlight.h"

ML_IMPORT(host_print, "", "HostPrint", "s>i");

ML_FUNCTION(PrintOutput, "s>i")
{
    ML_CALL(host_print, ml_str_argument(mailbox, 0));
    ml_return(mailbox, ml_i32(ml_host_i32(mailbox, 0)));
}
