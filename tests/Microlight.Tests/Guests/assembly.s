# A guest without a guest library, written from docs/abi.md alone: GNU as and ld, nothing else.
#   as -o assembly.o assembly.s
#   ld -static -Ttext-segment=0x7e0040000000 -z max-page-size=4096 -z separate-code -e 0 -o assembly.elf assembly.o
    .intel_syntax noprefix

    .set CALL_ARGUMENTS, 0x10
    .set CALL_RESULTS, 0x14
    .set HOST_IMPORT, 0x18
    .set HOST_ARGUMENTS, 0x1c
    .set GROW_REGION, 0x28
    .set GROW_BYTES, 0x30
    .set GROW_RESULT, 0x38
    .set CALL_SLOTS, 0x400
    .set HOST_SLOTS, 0xc00
    .set BUFFER, 0x2000
    .set INT32, 1
    .set UINT64, 4
    .set STRING, 8

    .text
# Add(int32, int32) -> int32
    .type Add, @function
Add:
    mov eax, [rdi + CALL_SLOTS]
    add eax, [rdi + CALL_SLOTS + 16]
    mov [rdi + CALL_SLOTS], rax             # the write to eax cleared the high half
    mov dword ptr [rdi + CALL_SLOTS + 12], INT32
    mov dword ptr [rdi + CALL_RESULTS], 1
    ret
    .size Add, . - Add

# Print(string) -> int32: hands its argument to import 0. The text stays where it is in the buffer.
    .type Print, @function
Print:
    movups xmm0, [rdi + CALL_SLOTS]
    movups [rdi + HOST_SLOTS], xmm0
    mov dword ptr [rdi + HOST_IMPORT], 0
    mov dword ptr [rdi + HOST_ARGUMENTS], 1
    out 0x10, al
    movups xmm0, [rdi + HOST_SLOTS]
    movups [rdi + CALL_SLOTS], xmm0
    mov dword ptr [rdi + CALL_RESULTS], 1
    ret
    .size Print, . - Print

# Grow() -> uint64: region 0 larger by 64 KiB, all of it written; its size then. Ends the call where the host refuses.
    .type Grow, @function
Grow:
    mov dword ptr [rdi + GROW_REGION], 0
    mov qword ptr [rdi + GROW_BYTES], 0x10000
    out 0x12, al
    mov rdx, [rdi + GROW_RESULT]
    cmp rdx, -1
    je out_of_memory
    mov r8, rdi
    lea rdi, [rip + region_address]
    mov rdi, [rdi]
    add rdi, rdx
    mov ecx, 0x10000
    mov al, 0x5a
    rep stosb
    mov rdi, r8
    add rdx, 0x10000
    mov [rdi + CALL_SLOTS], rdx
    mov dword ptr [rdi + CALL_SLOTS + 12], UINT64
    mov dword ptr [rdi + CALL_RESULTS], 1
    ret
out_of_memory:
    mov eax, 0xffffff01
    call abort
    .size Grow, . - Grow

# Panic(): leaves a text for the host's exception.
    .type Panic, @function
Panic:
    mov r8, rdi
    lea rsi, [rip + message]
    lea rdi, [r8 + BUFFER]
    mov ecx, offset message_end - message
    rep movsb
    mov qword ptr [r8 + CALL_SLOTS], 0      # the text's offset in the buffer
    mov dword ptr [r8 + CALL_SLOTS + 8], offset message_end - message
    mov dword ptr [r8 + CALL_SLOTS + 12], STRING
    mov dword ptr [r8 + CALL_RESULTS], 1
    mov eax, 0xffffff02
    call abort
    .size Panic, . - Panic

# The return address says where.
abort:
    out 0x13, al
    ud2

# Count() -> uint64: how often it was called.
    .type Count, @function
Count:
    inc qword ptr [rip + counter]
    mov rax, [rip + counter]
    mov [rdi + CALL_SLOTS], rax
    mov dword ptr [rdi + CALL_SLOTS + 12], UINT64
    mov dword ptr [rdi + CALL_RESULTS], 1
    ret
    .size Count, . - Count

    .data
counter:
    .quad 0

    .section .rodata
message:
    .ascii "nothing goes any more"
message_end:
region_address:
    .quad 0x100000000
empty:  .asciz ""
add:    .asciz "Add"
add_s:  .asciz "ii>i"
print:  .asciz "Print"
print_s: .asciz "s>i"
grow:   .asciz "Grow"
count:  .asciz "Count"
number_s: .asciz ">U"
panic:  .asciz "Panic"
nothing_s: .asciz ">"
host_print: .asciz "HostPrint"

    .section .microlight.abi, "a"
    .long 1, 0
    .quad 0

    .section .microlight.functions, "a"
    .quad add, Add, add_s
    .quad print, Print, print_s
    .quad grow, Grow, number_s
    .quad count, Count, number_s
    .quad panic, Panic, nothing_s

    .section .microlight.imports, "a"
    .quad empty, host_print, print_s

    .section .microlight.memories, "a"
    .quad 0x100000000, 0, 0x100000, 0
