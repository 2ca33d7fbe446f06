;; What the adapters of a component share (docs/components.md): the transfer memory, the handle tables of the component instances, and the
;; frames of calls that pass borrowed handles. {...} is filled in for each program; traps are numbered as WasmTrapKind.
(module
  (import "" "trap" (func $trap (param i32)))
  (import "$transfer" "grow" (func $grow (param i32)))

  ;; First word: the first free byte. Second: the bytes that the host has opened.
  (memory $transfer (export "transfer") 32 65535)
  (data (memory $transfer) (i32.const 0) "\10\00\00\00\00\00\20\00")

  ;; For each component instance, 48 bytes: address of its table, length, capacity, first free index; may not leave; has been entered; task and where
  ;; its result is; two words of context; backpressure (StateModule).
  ;; Behind them the tables. An entry: resource (0: free), rep (free: the next free index), scope (0: owned), number of lends.
  (memory $state (export "state") {pages})
  (global $end (mut i32) (i32.const {tables}))

  ;; A frame: the frame before it, handles borrowed in it, then table and index of each handle that is lent for it.
  (memory $frames 1)
  (global $frame (mut i32) (i32.const 0))
  (global $top (mut i32) (i32.const 16))

  (func $allocate (export "allocate") (param $alignment i32) (param $size i32) (result i32)
    (local $start i64) (local $end i64)
    (local.set $start (i64.and
      (i64.add (i64.load32_u $transfer (i32.const 0)) (i64.extend_i32_u (i32.sub (local.get $alignment) (i32.const 1))))
      (i64.extend_i32_s (i32.sub (i32.const 0) (local.get $alignment)))))
    (local.set $end (i64.add (local.get $start) (i64.extend_i32_u (local.get $size))))
    (if (i64.gt_u (local.get $end) (i64.load32_u $transfer (i32.const 4)))
      (then
        (if (i64.gt_u (local.get $end) (i64.const 0xffff_0000)) (then (call $trap (i32.const {ValuesTooLarge})) (unreachable)))
        (call $grow (i32.wrap_i64 (local.get $end)))))
    (i64.store32 $transfer (i32.const 0) (local.get $end))
    (i32.wrap_i64 (local.get $start)))

  ;; The signature of a component's realloc. What was allocated last changes its size where it is.
  (func (export "reallocate") (param $old i32) (param $oldSize i32) (param $alignment i32) (param $size i32) (result i32)
    (local $new i32)
    (if (i32.and (i32.ne (local.get $oldSize) (i32.const 0))
                 (i32.eq (i32.add (local.get $old) (local.get $oldSize)) (i32.load $transfer (i32.const 0))))
      (then
        (i32.store $transfer (i32.const 0) (local.get $old))
        (return (call $allocate (local.get $alignment) (local.get $size)))))
    (local.set $new (call $allocate (local.get $alignment) (local.get $size)))
    (memory.copy $transfer $transfer (local.get $new) (local.get $old)
      (select (local.get $size) (local.get $oldSize) (i32.lt_u (local.get $size) (local.get $oldSize))))
    (local.get $new))

  (func (export "char") (param $code i32) (result i32)
    (if (i32.or (i32.ge_u (local.get $code) (i32.const 0x110000)) (i32.eq (i32.and (local.get $code) (i32.const 0xfffff800)) (i32.const 0xd800)))
      (then (call $trap (i32.const {InvalidChar})) (unreachable)))
    (local.get $code))

  ;; A new handle's index; the one that became free last comes first.
  (func $add (export "add") (param $table i32) (param $resource i32) (param $rep i32) (param $scope i32) (result i32)
    (local $index i32) (local $entry i32)
    (local.set $index (i32.load $state offset=12 (local.get $table)))
    (if (local.get $index)
      (then
        (local.set $entry (i32.add (i32.load $state (local.get $table)) (i32.shl (local.get $index) (i32.const 4))))
        (i32.store $state offset=12 (local.get $table) (i32.load $state offset=4 (local.get $entry))))
      (else
        ;; Index 0 is none.
        (local.set $index (i32.load $state offset=4 (local.get $table)))
        (if (i32.eqz (local.get $index)) (then (local.set $index (i32.const 1))))
        (if (i32.ge_u (local.get $index) (i32.load $state offset=8 (local.get $table))) (then (call $extend (local.get $table))))
        (i32.store $state offset=4 (local.get $table) (i32.add (local.get $index) (i32.const 1)))
        (local.set $entry (i32.add (i32.load $state (local.get $table)) (i32.shl (local.get $index) (i32.const 4))))))
    (i32.store $state (local.get $entry) (local.get $resource))
    (i32.store $state offset=4 (local.get $entry) (local.get $rep))
    (i32.store $state offset=8 (local.get $entry) (local.get $scope))
    (i32.store $state offset=12 (local.get $entry) (i32.const 0))
    (local.get $index))

  ;; Twice the capacity, at the end of memory.
  (func $extend (param $table i32)
    (local $capacity i32) (local $new i32) (local $end i64)
    (local.set $capacity (i32.load $state offset=8 (local.get $table)))
    (local.set $new (global.get $end))
    (local.set $end (i64.add (i64.extend_i32_u (local.get $new))
      (select (i64.const 256) (i64.shl (i64.extend_i32_u (local.get $capacity)) (i64.const 5)) (i32.eqz (local.get $capacity)))))
    (call $reach (local.get $end))
    (memory.copy $state $state (local.get $new) (i32.load $state (local.get $table)) (i32.shl (local.get $capacity) (i32.const 4)))
    (i32.store $state (local.get $table) (local.get $new))
    (i32.store $state offset=8 (local.get $table) (i32.wrap_i64 (i64.shr_u (i64.sub (local.get $end) (i64.extend_i32_u (local.get $new))) (i64.const 4))))
    (global.set $end (i32.wrap_i64 (local.get $end))))

  (func $reach (param $end i64)
    (local $missing i64)
    (local.set $missing (i64.sub (local.get $end) (i64.shl (i64.extend_i32_u (memory.size $state)) (i64.const 16))))
    (if (i64.gt_s (local.get $missing) (i64.const 0))
      (then
        (if (i32.lt_s (memory.grow $state (i32.wrap_i64 (i64.shr_u (i64.add (local.get $missing) (i64.const 0xffff)) (i64.const 16)))) (i32.const 0))
          (then (call $trap (i32.const {TooManyHandles})) (unreachable))))))

  ;; The entry of a handle that there is, of that resource.
  (func $get (param $table i32) (param $resource i32) (param $index i32) (result i32)
    (local $entry i32) (local $found i32)
    (if (i32.ge_u (local.get $index) (i32.load $state offset=4 (local.get $table))) (then (call $trap (i32.const {UnknownHandle})) (unreachable)))
    (local.set $entry (i32.add (i32.load $state (local.get $table)) (i32.shl (local.get $index) (i32.const 4))))
    (local.set $found (i32.load $state (local.get $entry)))
    (if (i32.ne (local.get $found) (local.get $resource))
      (then (call $trap (select (i32.const {HandleTypeMismatch}) (i32.const {UnknownHandle}) (local.get $found))) (unreachable)))
    (local.get $entry))

  (func (export "rep") (param $table i32) (param $resource i32) (param $index i32) (result i32)
    (i32.load $state offset=4 (call $get (local.get $table) (local.get $resource) (local.get $index))))

  (func $remove (param $table i32) (param $index i32) (param $entry i32)
    (i32.store $state (local.get $entry) (i32.const 0))
    (i32.store $state offset=4 (local.get $entry) (i32.load $state offset=12 (local.get $table)))
    (i32.store $state offset=12 (local.get $table) (local.get $index)))

  ;; Takes an owned handle away and gives its rep (lift_own).
  (func (export "take") (param $table i32) (param $resource i32) (param $index i32) (result i32)
    (local $entry i32) (local $rep i32)
    (local.set $entry (call $get (local.get $table) (local.get $resource) (local.get $index)))
    (if (i32.load $state offset=12 (local.get $entry)) (then (call $trap (i32.const {HandleLent})) (unreachable)))
    (if (i32.load $state offset=8 (local.get $entry)) (then (call $trap (i32.const {HandleNotOwned})) (unreachable)))
    (local.set $rep (i32.load $state offset=4 (local.get $entry)))
    (call $remove (local.get $table) (local.get $index) (local.get $entry))
    (local.get $rep))

  ;; Takes any handle away (resource.drop): its rep, and whether it was owned.
  (func (export "drop") (param $table i32) (param $resource i32) (param $index i32) (result i32 i32)
    (local $entry i32) (local $rep i32) (local $scope i32)
    (local.set $entry (call $get (local.get $table) (local.get $resource) (local.get $index)))
    (if (i32.load $state offset=12 (local.get $entry)) (then (call $trap (i32.const {HandleLent})) (unreachable)))
    (local.set $rep (i32.load $state offset=4 (local.get $entry)))
    (local.set $scope (i32.load $state offset=8 (local.get $entry)))
    (call $remove (local.get $table) (local.get $index) (local.get $entry))
    (if (local.get $scope)
      (then (i32.store $frames offset=4 (local.get $scope) (i32.sub (i32.load $frames offset=4 (local.get $scope)) (i32.const 1)))))
    (local.get $rep) (i32.eqz (local.get $scope)))

  ;; Lends a handle to the call at hand and gives its rep (lift_borrow).
  (func (export "lend") (param $table i32) (param $resource i32) (param $index i32) (result i32)
    (local $entry i32)
    (local.set $entry (call $get (local.get $table) (local.get $resource) (local.get $index)))
    (i32.store $state offset=12 (local.get $entry) (i32.add (i32.load $state offset=12 (local.get $entry)) (i32.const 1)))
    (call $push (local.get $table) (local.get $index))
    (i32.load $state offset=4 (local.get $entry)))

  ;; A borrowed handle of the call at hand (lower_borrow).
  (func (export "borrow") (param $table i32) (param $resource i32) (param $rep i32) (result i32)
    (i32.store $frames offset=4 (global.get $frame) (i32.add (i32.load $frames offset=4 (global.get $frame)) (i32.const 1)))
    (call $add (local.get $table) (local.get $resource) (local.get $rep) (global.get $frame)))

  (func (export "begin")
    (call $push (global.get $frame) (i32.const 0))
    (global.set $frame (i32.sub (global.get $top) (i32.const 8))))

  ;; Ends a call that passed borrowed handles: none may be left, what was lent is given back.
  (func (export "end")
    (local $p i32) (local $entry i32)
    (if (i32.load $frames offset=4 (global.get $frame)) (then (call $trap (i32.const {BorrowNotDropped})) (unreachable)))
    (local.set $p (global.get $frame))
    (loop $next
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (if (i32.lt_u (local.get $p) (global.get $top))
        (then
          (local.set $entry (i32.add (i32.load $state (i32.load $frames (local.get $p))) (i32.shl (i32.load $frames offset=4 (local.get $p)) (i32.const 4))))
          (i32.store $state offset=12 (local.get $entry) (i32.sub (i32.load $state offset=12 (local.get $entry)) (i32.const 1)))
          (br $next))))
    (global.set $top (global.get $frame))
    (global.set $frame (i32.load $frames (global.get $frame))))

  (func $push (param $first i32) (param $second i32)
    (if (i32.gt_u (i32.add (global.get $top) (i32.const 8)) (i32.shl (memory.size $frames) (i32.const 16)))
      (then (if (i32.lt_s (memory.grow $frames (memory.size $frames)) (i32.const 0)) (then (call $trap (i32.const {CallStackExhausted})) (unreachable)))))
    (i32.store $frames (global.get $top) (local.get $first))
    (i32.store $frames offset=4 (global.get $top) (local.get $second))
    (global.set $top (i32.add (global.get $top) (i32.const 8)))))
