/* copy.c: strings and bytes copied out of the mailbox, whose buffer the next host call uses again. */
#include "internal.h"

static const void *copy(const void *data, size_t length) { return memcpy(ml_allocate(length), data, length); }

/* A string lies in the buffer as bytes do; only its type is another. */
static ml_view text(const ml_slot *slots, uint32_t count, unsigned index)
{
    if (index >= count || slots[index].type != ML_STRING) ml_panic("a string was read that the signature does not have");
    return (ml_view){ ml_box->buffer + slots[index].bits, slots[index].length };
}

static ml_string copy_string(ml_view view) { return (ml_string){ copy(view.data, view.length), view.length }; }
static ml_bytes copy_bytes(ml_view view) { return (ml_bytes){ copy(view.data, view.length), view.length }; }

ml_string ml_argument_ml_string(unsigned index) { return copy_string(text(ml_box->call_slots, ml_box->call_argument_count, index)); }
ml_string ml_result_ml_string(unsigned index) { return copy_string(text(ml_box->host_call_slots, ml_box->host_call_result_count, index)); }
ml_bytes ml_argument_ml_bytes(unsigned index) { return copy_bytes(ml_argument_ml_view(index)); }
ml_bytes ml_result_ml_bytes(unsigned index) { return copy_bytes(ml_result_ml_view(index)); }
