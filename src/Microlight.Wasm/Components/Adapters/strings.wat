;; Strings from one memory to another (CanonicalABI.md, load_string and store_string): address and code units in, address and code units out.
;; Each function begins after ";;; NAME"; {...} is filled in: {source} and {target} are memories, {realloc} is that of the target with its checks,
;; other names are functions of this file or traps. "compact" is latin1+utf16: bit 31 of the code units says that they are of UTF-16.

;;; range
;; Bytes at an address that must be there and at a multiple of a power of two, given less one; kind is the trap otherwise.
(func {id} (param $p i32) (param $bytes i64) (param $mask i32) (param $kind i32)
  (if (i64.gt_u (local.get $bytes) (i64.const 0xfff_ffff)) (then (call $trap (i32.const {ValueTooLong})) (unreachable)))
  (if (i32.and (local.get $p) (local.get $mask)) (then (call $trap (i32.const {UnalignedPointer})) (unreachable)))
  (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $p)) (local.get $bytes)) (i64.shl (i64.extend_i32_u (memory.size {source})) (i64.const 16)))
    (then (call $trap (local.get $kind)) (unreachable))))

;;; bytes
;; UTF-8 from the host, which writes what is right.
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32)
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 1) (local.get $n)))
  (memory.copy {target} {source} (local.get $d) (local.get $p) (local.get $n))
  (local.get $d) (local.get $n))

;;; utf8-next
;; The code point at an address with so many bytes left, and its bytes.
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $c i32) (local $b i32) (local $x i32)
  (local.set $c (i32.load8_u {source} (local.get $p)))
  (if (i32.lt_u (local.get $c) (i32.const 0x80)) (then (return (local.get $c) (i32.const 1))))
  (block $bad
    (br_if $bad (i32.lt_u (local.get $c) (i32.const 0xc2)))
    (br_if $bad (i32.lt_u (local.get $n) (i32.const 2)))
    (local.set $b (i32.xor (i32.load8_u {source} offset=1 (local.get $p)) (i32.const 0x80)))
    (br_if $bad (i32.ge_u (local.get $b) (i32.const 0x40)))
    (if (i32.lt_u (local.get $c) (i32.const 0xe0))
      (then (return (i32.or (i32.shl (i32.and (local.get $c) (i32.const 0x1f)) (i32.const 6)) (local.get $b)) (i32.const 2))))
    (br_if $bad (i32.lt_u (local.get $n) (i32.const 3)))
    (local.set $x (i32.xor (i32.load8_u {source} offset=2 (local.get $p)) (i32.const 0x80)))
    (br_if $bad (i32.ge_u (local.get $x) (i32.const 0x40)))
    (local.set $b (i32.or (i32.shl (local.get $b) (i32.const 6)) (local.get $x)))
    (if (i32.lt_u (local.get $c) (i32.const 0xf0))
      (then
        (local.set $c (i32.or (i32.shl (i32.and (local.get $c) (i32.const 0xf)) (i32.const 12)) (local.get $b)))
        (br_if $bad (i32.lt_u (local.get $c) (i32.const 0x800)))
        (br_if $bad (i32.eq (i32.and (local.get $c) (i32.const 0xf800)) (i32.const 0xd800)))
        (return (local.get $c) (i32.const 3))))
    (br_if $bad (i32.gt_u (local.get $c) (i32.const 0xf4)))
    (br_if $bad (i32.lt_u (local.get $n) (i32.const 4)))
    (local.set $x (i32.xor (i32.load8_u {source} offset=3 (local.get $p)) (i32.const 0x80)))
    (br_if $bad (i32.ge_u (local.get $x) (i32.const 0x40)))
    (local.set $c (i32.or (i32.shl (i32.and (local.get $c) (i32.const 7)) (i32.const 18)) (i32.or (i32.shl (local.get $b) (i32.const 6)) (local.get $x))))
    (br_if $bad (i32.lt_u (local.get $c) (i32.const 0x10000)))
    (br_if $bad (i32.gt_u (local.get $c) (i32.const 0x10ffff)))
    (return (local.get $c) (i32.const 4)))
  (call $trap (i32.const {InvalidUtf8}))
  (unreachable))

;;; utf8-check
(func {id} (param $p i32) (param $n i32)
  (local $step i32)
  (loop $next
    (if (i32.ge_u (local.get $n) (i32.const 16))
      (then
        (if (i32.eqz (i8x16.bitmask (v128.load {source} align=1 (local.get $p))))
          (then
            (local.set $p (i32.add (local.get $p) (i32.const 16)))
            (local.set $n (i32.sub (local.get $n) (i32.const 16)))
            (br $next)))))
    (if (i32.ge_u (local.get $n) (i32.const 8))
      (then
        (if (i64.eqz (i64.and (i64.load {source} align=1 (local.get $p)) (i64.const 0x8080808080808080)))
          (then
            (local.set $p (i32.add (local.get $p) (i32.const 8)))
            (local.set $n (i32.sub (local.get $n) (i32.const 8)))
            (br $next)))))
    (if (local.get $n)
      (then
        (call {utf8-next} (local.get $p) (local.get $n))
        (local.set $step)
        (drop)
        (local.set $p (i32.add (local.get $p) (local.get $step)))
        (local.set $n (i32.sub (local.get $n) (local.get $step)))
        (br $next)))))

;;; utf16-next
;; The code point at an address with so many code units left, and its code units.
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $c i32) (local $x i32)
  (local.set $c (i32.load16_u {source} (local.get $p)))
  (if (i32.ne (i32.and (local.get $c) (i32.const 0xf800)) (i32.const 0xd800)) (then (return (local.get $c) (i32.const 1))))
  (block $bad
    (br_if $bad (i32.ge_u (local.get $c) (i32.const 0xdc00)))
    (br_if $bad (i32.lt_u (local.get $n) (i32.const 2)))
    (local.set $x (i32.load16_u {source} offset=2 (local.get $p)))
    (br_if $bad (i32.ne (i32.and (local.get $x) (i32.const 0xfc00)) (i32.const 0xdc00)))
    (return
      (i32.add (i32.const 0x10000) (i32.or (i32.shl (i32.and (local.get $c) (i32.const 0x3ff)) (i32.const 10)) (i32.and (local.get $x) (i32.const 0x3ff))))
      (i32.const 2)))
  (call $trap (i32.const {InvalidUtf16}))
  (unreachable))

;;; utf16-check
;; All code units together by "or", so that their being Latin-1 shows.
(func {id} (param $p i32) (param $n i32) (result i32)
  (local $step i32) (local $c i32) (local $all i32)
  (loop $next
    (if (local.get $n)
      (then
        (call {utf16-next} (local.get $p) (local.get $n))
        (local.set $step)
        (local.set $c)
        (local.set $all (i32.or (local.get $all) (local.get $c)))
        (local.set $p (i32.add (local.get $p) (i32.shl (local.get $step) (i32.const 1))))
        (local.set $n (i32.sub (local.get $n) (local.get $step)))
        (br $next))))
  (local.get $all))

;;; utf8-put
;; Writes a code point and gives the bytes that it took.
(func {id} (param $d i32) (param $c i32) (result i32)
  (if (i32.lt_u (local.get $c) (i32.const 0x80))
    (then (i32.store8 {target} (local.get $d) (local.get $c)) (return (i32.const 1))))
  (if (i32.lt_u (local.get $c) (i32.const 0x800))
    (then
      (i32.store8 {target} (local.get $d) (i32.or (i32.const 0xc0) (i32.shr_u (local.get $c) (i32.const 6))))
      (i32.store8 {target} offset=1 (local.get $d) (i32.or (i32.const 0x80) (i32.and (local.get $c) (i32.const 0x3f))))
      (return (i32.const 2))))
  (if (i32.lt_u (local.get $c) (i32.const 0x10000))
    (then
      (i32.store8 {target} (local.get $d) (i32.or (i32.const 0xe0) (i32.shr_u (local.get $c) (i32.const 12))))
      (i32.store8 {target} offset=1 (local.get $d) (i32.or (i32.const 0x80) (i32.and (i32.shr_u (local.get $c) (i32.const 6)) (i32.const 0x3f))))
      (i32.store8 {target} offset=2 (local.get $d) (i32.or (i32.const 0x80) (i32.and (local.get $c) (i32.const 0x3f))))
      (return (i32.const 3))))
  (i32.store8 {target} (local.get $d) (i32.or (i32.const 0xf0) (i32.shr_u (local.get $c) (i32.const 18))))
  (i32.store8 {target} offset=1 (local.get $d) (i32.or (i32.const 0x80) (i32.and (i32.shr_u (local.get $c) (i32.const 12)) (i32.const 0x3f))))
  (i32.store8 {target} offset=2 (local.get $d) (i32.or (i32.const 0x80) (i32.and (i32.shr_u (local.get $c) (i32.const 6)) (i32.const 0x3f))))
  (i32.store8 {target} offset=3 (local.get $d) (i32.or (i32.const 0x80) (i32.and (local.get $c) (i32.const 0x3f))))
  (i32.const 4))

;;; utf16-put
;; Writes a code point and gives the bytes that it took.
(func {id} (param $d i32) (param $c i32) (result i32)
  (if (i32.lt_u (local.get $c) (i32.const 0x10000))
    (then (i32.store16 {target} (local.get $d) (local.get $c)) (return (i32.const 2))))
  (local.set $c (i32.sub (local.get $c) (i32.const 0x10000)))
  (i32.store16 {target} (local.get $d) (i32.or (i32.const 0xd800) (i32.shr_u (local.get $c) (i32.const 10))))
  (i32.store16 {target} offset=2 (local.get $d) (i32.or (i32.const 0xdc00) (i32.and (local.get $c) (i32.const 0x3ff))))
  (i32.const 4))

;;; utf8-utf8
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32)
  (call {range} (local.get $p) (i64.extend_i32_u (local.get $n)) (i32.const 0) (i32.const {StringOutOfBounds}))
  (call {utf8-check} (local.get $p) (local.get $n))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 1) (local.get $n)))
  (memory.copy {target} {source} (local.get $d) (local.get $p) (local.get $n))
  (local.get $d) (local.get $n))

;;; utf8-utf16
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32) (local $size i32) (local $left i32) (local $c i32) (local $step i32) (local $v v128)
  (call {range} (local.get $p) (i64.extend_i32_u (local.get $n)) (i32.const 0) (i32.const {StringOutOfBounds}))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 2) (i32.shl (local.get $n) (i32.const 1))))
  (local.set $left (local.get $n))
  (loop $next
    (if (i32.ge_u (local.get $left) (i32.const 16))
      (then
        (local.set $v (v128.load {source} align=1 (local.get $p)))
        (if (i32.eqz (i8x16.bitmask (local.get $v)))
          (then
            (v128.store {target} align=1 (i32.add (local.get $d) (local.get $size)) (i16x8.extend_low_i8x16_u (local.get $v)))
            (v128.store {target} offset=16 align=1 (i32.add (local.get $d) (local.get $size)) (i16x8.extend_high_i8x16_u (local.get $v)))
            (local.set $size (i32.add (local.get $size) (i32.const 32)))
            (local.set $p (i32.add (local.get $p) (i32.const 16)))
            (local.set $left (i32.sub (local.get $left) (i32.const 16)))
            (br $next)))))
    (if (local.get $left)
      (then
        (local.set $c (i32.load8_u {source} (local.get $p)))
        (local.set $step (i32.const 1))
        (if (i32.lt_u (local.get $c) (i32.const 0x80))
          (then
            (i32.store16 {target} (i32.add (local.get $d) (local.get $size)) (local.get $c))
            (local.set $size (i32.add (local.get $size) (i32.const 2))))
          (else
            (call {utf8-next} (local.get $p) (local.get $left))
            (local.set $step)
            (local.set $c)
            (local.set $size (i32.add (local.get $size) (call {utf16-put} (i32.add (local.get $d) (local.get $size)) (local.get $c))))))
        (local.set $p (i32.add (local.get $p) (local.get $step)))
        (local.set $left (i32.sub (local.get $left) (local.get $step)))
        (br $next))))
  (if (i32.lt_u (local.get $size) (i32.shl (local.get $n) (i32.const 1)))
    (then (local.set $d (call {realloc} (local.get $d) (i32.shl (local.get $n) (i32.const 1)) (i32.const 2) (local.get $size)))))
  (local.get $d) (i32.shr_u (local.get $size) (i32.const 1)))

;;; utf8-compact
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32) (local $size i32) (local $left i32) (local $c i32) (local $step i32)
  (call {range} (local.get $p) (i64.extend_i32_u (local.get $n)) (i32.const 0) (i32.const {StringOutOfBounds}))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 2) (local.get $n)))
  (local.set $left (local.get $n))
  (block $wide
    (loop $next
      (if (local.get $left)
        (then
          (call {utf8-next} (local.get $p) (local.get $left))
          (local.set $step)
          (local.set $c)
          (br_if $wide (i32.ge_u (local.get $c) (i32.const 0x100)))
          (i32.store8 {target} (i32.add (local.get $d) (local.get $size)) (local.get $c))
          (local.set $size (i32.add (local.get $size) (i32.const 1)))
          (local.set $p (i32.add (local.get $p) (local.get $step)))
          (local.set $left (i32.sub (local.get $left) (local.get $step)))
          (br $next))))
    (if (i32.lt_u (local.get $size) (local.get $n))
      (then (local.set $d (call {realloc} (local.get $d) (local.get $n) (i32.const 2) (local.get $size)))))
    (return (local.get $d) (local.get $size)))
  (local.set $d (call {realloc} (local.get $d) (local.get $n) (i32.const 2) (i32.shl (local.get $n) (i32.const 1))))
  (call {widen} (local.get $d) (local.get $size))
  (local.set $size (i32.shl (local.get $size) (i32.const 1)))
  (loop $next
    (if (local.get $left)
      (then
        (call {utf8-next} (local.get $p) (local.get $left))
        (local.set $step)
        (local.set $c)
        (local.set $size (i32.add (local.get $size) (call {utf16-put} (i32.add (local.get $d) (local.get $size)) (local.get $c))))
        (local.set $p (i32.add (local.get $p) (local.get $step)))
        (local.set $left (i32.sub (local.get $left) (local.get $step)))
        (br $next))))
  (if (i32.lt_u (local.get $size) (i32.shl (local.get $n) (i32.const 1)))
    (then (local.set $d (call {realloc} (local.get $d) (i32.shl (local.get $n) (i32.const 1)) (i32.const 2) (local.get $size)))))
  (local.get $d) (i32.or (i32.shr_u (local.get $size) (i32.const 1)) (i32.const 0x80000000)))

;;; widen
;; Latin-1 to UTF-16 in place, from the end.
(func {id} (param $d i32) (param $n i32)
  (loop $next
    (if (local.get $n)
      (then
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (i32.store16 {target} (i32.add (local.get $d) (i32.shl (local.get $n) (i32.const 1))) (i32.load8_u {target} (i32.add (local.get $d) (local.get $n))))
        (br $next)))))

;;; utf16-utf8
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32) (local $size i32) (local $left i32) (local $c i32) (local $step i32) (local $v v128) (local $w v128)
  (call {range} (local.get $p) (i64.shl (i64.extend_i32_u (local.get $n)) (i64.const 1)) (i32.const 1) (i32.const {StringOutOfBounds}))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 1) (local.get $n)))
  (local.set $left (local.get $n))
  (block $wide
    (loop $next
      (if (i32.ge_u (local.get $left) (i32.const 16))
        (then
          (local.set $v (v128.load {source} align=1 (local.get $p)))
          (local.set $w (v128.load {source} offset=16 align=1 (local.get $p)))
          (if (i32.eqz (v128.any_true (v128.and (v128.or (local.get $v) (local.get $w)) (v128.const i64x2 0xff80ff80ff80ff80 0xff80ff80ff80ff80))))
            (then
              (v128.store {target} align=1 (i32.add (local.get $d) (local.get $size)) (i8x16.narrow_i16x8_u (local.get $v) (local.get $w)))
              (local.set $size (i32.add (local.get $size) (i32.const 16)))
              (local.set $p (i32.add (local.get $p) (i32.const 32)))
              (local.set $left (i32.sub (local.get $left) (i32.const 16)))
              (br $next)))))
      (if (local.get $left)
        (then
          (local.set $c (i32.load16_u {source} (local.get $p)))
          (br_if $wide (i32.ge_u (local.get $c) (i32.const 0x80)))
          (i32.store8 {target} (i32.add (local.get $d) (local.get $size)) (local.get $c))
          (local.set $size (i32.add (local.get $size) (i32.const 1)))
          (local.set $p (i32.add (local.get $p) (i32.const 2)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br $next))))
    (return (local.get $d) (local.get $n)))
  (local.set $d (call {realloc} (local.get $d) (local.get $n) (i32.const 1) (i32.mul (local.get $n) (i32.const 3))))
  (loop $next
    (if (local.get $left)
      (then
        (call {utf16-next} (local.get $p) (local.get $left))
        (local.set $step)
        (local.set $c)
        (local.set $size (i32.add (local.get $size) (call {utf8-put} (i32.add (local.get $d) (local.get $size)) (local.get $c))))
        (local.set $p (i32.add (local.get $p) (i32.shl (local.get $step) (i32.const 1))))
        (local.set $left (i32.sub (local.get $left) (local.get $step)))
        (br $next))))
  (if (i32.lt_u (local.get $size) (i32.mul (local.get $n) (i32.const 3)))
    (then (local.set $d (call {realloc} (local.get $d) (i32.mul (local.get $n) (i32.const 3)) (i32.const 1) (local.get $size)))))
  (local.get $d) (local.get $size))

;;; utf16-utf16
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32)
  (call {range} (local.get $p) (i64.shl (i64.extend_i32_u (local.get $n)) (i64.const 1)) (i32.const 1) (i32.const {StringOutOfBounds}))
  (drop (call {utf16-check} (local.get $p) (local.get $n)))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 2) (i32.shl (local.get $n) (i32.const 1))))
  (memory.copy {target} {source} (local.get $d) (local.get $p) (i32.shl (local.get $n) (i32.const 1)))
  (local.get $d) (local.get $n))

;;; utf16-compact
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32) (local $size i32) (local $left i32) (local $c i32) (local $step i32)
  (call {range} (local.get $p) (i64.shl (i64.extend_i32_u (local.get $n)) (i64.const 1)) (i32.const 1) (i32.const {StringOutOfBounds}))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 2) (local.get $n)))
  (local.set $left (local.get $n))
  (block $wide
    (loop $next
      (if (local.get $left)
        (then
          (local.set $c (i32.load16_u {source} (local.get $p)))
          (br_if $wide (i32.ge_u (local.get $c) (i32.const 0x100)))
          (i32.store8 {target} (i32.add (local.get $d) (local.get $size)) (local.get $c))
          (local.set $size (i32.add (local.get $size) (i32.const 1)))
          (local.set $p (i32.add (local.get $p) (i32.const 2)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br $next))))
    (return (local.get $d) (local.get $n)))
  (local.set $d (call {realloc} (local.get $d) (local.get $n) (i32.const 2) (i32.shl (local.get $n) (i32.const 1))))
  (call {widen} (local.get $d) (local.get $size))
  (local.set $size (i32.shl (local.get $size) (i32.const 1)))
  (loop $next
    (if (local.get $left)
      (then
        (call {utf16-next} (local.get $p) (local.get $left))
        (local.set $step)
        (local.set $c)
        (local.set $size (i32.add (local.get $size) (call {utf16-put} (i32.add (local.get $d) (local.get $size)) (local.get $c))))
        (local.set $p (i32.add (local.get $p) (i32.shl (local.get $step) (i32.const 1))))
        (local.set $left (i32.sub (local.get $left) (local.get $step)))
        (br $next))))
  (local.get $d) (i32.or (local.get $n) (i32.const 0x80000000)))

;;; latin1-utf8
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32) (local $size i32) (local $left i32) (local $c i32)
  (call {range} (local.get $p) (i64.extend_i32_u (local.get $n)) (i32.const 1) (i32.const {StringOutOfBounds}))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 1) (local.get $n)))
  (local.set $left (local.get $n))
  (block $wide
    (loop $next
      (if (local.get $left)
        (then
          (local.set $c (i32.load8_u {source} (local.get $p)))
          (br_if $wide (i32.ge_u (local.get $c) (i32.const 0x80)))
          (i32.store8 {target} (i32.add (local.get $d) (local.get $size)) (local.get $c))
          (local.set $size (i32.add (local.get $size) (i32.const 1)))
          (local.set $p (i32.add (local.get $p) (i32.const 1)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br $next))))
    (return (local.get $d) (local.get $n)))
  (local.set $d (call {realloc} (local.get $d) (local.get $n) (i32.const 1) (i32.shl (local.get $n) (i32.const 1))))
  (loop $next
    (if (local.get $left)
      (then
        (local.set $size (i32.add (local.get $size) (call {utf8-put} (i32.add (local.get $d) (local.get $size)) (i32.load8_u {source} (local.get $p)))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next))))
  (if (i32.lt_u (local.get $size) (i32.shl (local.get $n) (i32.const 1)))
    (then (local.set $d (call {realloc} (local.get $d) (i32.shl (local.get $n) (i32.const 1)) (i32.const 1) (local.get $size)))))
  (local.get $d) (local.get $size))

;;; latin1-utf16
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32) (local $i i32)
  (call {range} (local.get $p) (i64.extend_i32_u (local.get $n)) (i32.const 1) (i32.const {StringOutOfBounds}))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 2) (i32.shl (local.get $n) (i32.const 1))))
  (loop $next
    (if (i32.lt_u (local.get $i) (local.get $n))
      (then
        (i32.store16 {target} (i32.add (local.get $d) (i32.shl (local.get $i) (i32.const 1))) (i32.load8_u {source} (i32.add (local.get $p) (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))
  (local.get $d) (local.get $n))

;;; latin1-latin1
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32)
  (call {range} (local.get $p) (i64.extend_i32_u (local.get $n)) (i32.const 1) (i32.const {StringOutOfBounds}))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 2) (local.get $n)))
  (memory.copy {target} {source} (local.get $d) (local.get $p) (local.get $n))
  (local.get $d) (local.get $n))

;;; probably-utf16
;; UTF-16 that was chosen over Latin-1, and stays unless Latin-1 would have done.
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (local $d i32) (local $i i32) (local $all i32)
  (call {range} (local.get $p) (i64.shl (i64.extend_i32_u (local.get $n)) (i64.const 1)) (i32.const 1) (i32.const {StringOutOfBounds}))
  (local.set $d (call {realloc} (i32.const 0) (i32.const 0) (i32.const 2) (i32.shl (local.get $n) (i32.const 1))))
  (local.set $all (call {utf16-check} (local.get $p) (local.get $n)))
  (memory.copy {target} {source} (local.get $d) (local.get $p) (i32.shl (local.get $n) (i32.const 1)))
  (if (i32.ge_u (local.get $all) (i32.const 0x100)) (then (return (local.get $d) (i32.or (local.get $n) (i32.const 0x80000000)))))
  (loop $next
    (if (i32.lt_u (local.get $i) (local.get $n))
      (then
        (i32.store8 {target} (i32.add (local.get $d) (local.get $i)) (i32.load8_u {target} (i32.add (local.get $d) (i32.shl (local.get $i) (i32.const 1)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))
  (call {realloc} (local.get $d) (i32.shl (local.get $n) (i32.const 1)) (i32.const 1) (local.get $n))
  (local.get $n))

;;; compact-utf8
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (if (i32.lt_s (local.get $n) (i32.const 0))
    (then (return (call {utf16-utf8} (local.get $p) (i32.and (local.get $n) (i32.const 0x7fffffff))))))
  (call {latin1-utf8} (local.get $p) (local.get $n)))

;;; compact-utf16
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (if (i32.lt_s (local.get $n) (i32.const 0))
    (then (return (call {utf16-utf16} (local.get $p) (i32.and (local.get $n) (i32.const 0x7fffffff))))))
  (call {latin1-utf16} (local.get $p) (local.get $n)))

;;; compact-compact
(func {id} (param $p i32) (param $n i32) (result i32 i32)
  (if (i32.lt_s (local.get $n) (i32.const 0))
    (then (return (call {probably-utf16} (local.get $p) (i32.and (local.get $n) (i32.const 0x7fffffff))))))
  (call {latin1-latin1} (local.get $p) (local.get $n)))
