;; Functions that return with task.return, in time, not at all, twice; and one of WASI 0.3 that nothing runs yet.
(component
  (component $Inner
    (core module $Memory
      (memory (export "m") 1)
      (data (i32.const 16) "early")
      (data (i32.const 32) "\10\00\00\00\05\00\00\00\2a\00\00\00")
      (func (export "r") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
    (core instance $memory (instantiate $Memory))
    (core func $return-text (canon task.return (result string) (memory (core memory $memory "m"))))
    (core func $return-nothing (canon task.return))
    (core func $return-number (canon task.return (result u32)))
    (core func $get (canon context.get i32 0))
    (core func $set (canon context.set i32 0))
    (core func $new (canon waitable-set.new))
    (core module $M
      (import "" "m" (memory 1))
      (import "" "text" (func $text (param i32 i32)))
      (import "" "nothing" (func $nothing))
      (import "" "number" (func $number (param i32)))
      (import "" "get" (func $get (result i32)))
      (import "" "set" (func $set (param i32)))
      (import "" "new" (func $new (result i32)))
      ;; Returns, and then writes over what it returned.
      (func (export "early") (call $text (i32.const 16) (i32.const 5)) (i64.store (i32.const 16) (i64.const 0)))
      (func (export "never"))
      (func (export "twice") (call $number (i32.const 1)) (call $number (i32.const 2)))
      (func (export "other") (call $nothing))
      (func (export "sync") (result i32) (call $number (i32.const 1)) (i32.const 1))
      ;; What is in the context when it begins, and leaves something there.
      (func (export "context") (call $number (call $get)) (call $set (i32.const 7)))
      (func (export "wait") (result i32) (call $new)))
    (core instance $m (instantiate $M (with "" (instance
      (export "m" (memory $memory "m")) (export "text" (func $return-text)) (export "nothing" (func $return-nothing)) (export "number" (func $return-number))
      (export "get" (func $get)) (export "set" (func $set)) (export "new" (func $new))))))
    (func (export "early") async (result string) (canon lift (core func $m "early") async (memory (core memory $memory "m")) (realloc (core func $memory "r"))))
    (func (export "never") async (result u32) (canon lift (core func $m "never") async))
    (func (export "twice") async (result u32) (canon lift (core func $m "twice") async))
    (func (export "other") async (result u32) (canon lift (core func $m "other") async))
    (func (export "sync") (result u32) (canon lift (core func $m "sync")))
    (func (export "context") async (result u32) (canon lift (core func $m "context") async))
    (func (export "wait") (result u32) (canon lift (core func $m "wait"))))
  (instance $inner (instantiate $Inner))

  ;; The text goes on to the host, in another encoding.
  (core module $Memory
    (memory (export "m") 1)
    (func (export "r") (param i32 i32 i32 i32) (result i32) (i32.const 2048)))
  (core instance $memory (instantiate $Memory))
  (core func $early (canon lower (func $inner "early") (memory (core memory $memory "m")) (realloc (core func $memory "r")) string-encoding=utf16))
  (core func $early-async (canon lower (func $inner "early") async (memory (core memory $memory "m")) (realloc (core func $memory "r"))))
  (core module $M
    (import "" "early" (func $early (param i32)))
    (import "" "early-async" (func $early-async (param i32) (result i32)))
    (import "" "m" (memory 1))
    (func (export "forward") (result i32) (call $early (i32.const 64)) (i32.const 64))
    ;; The state of the subtask, and the length of the text.
    (func (export "subtask") (result i32) (i32.add (i32.mul (call $early-async (i32.const 64)) (i32.const 100)) (i32.load (i32.const 68)))))
  (core instance $m (instantiate $M (with "" (instance
    (export "early" (func $early)) (export "early-async" (func $early-async)) (export "m" (memory $memory "m"))))))
  (func (export "forward") (result string) (canon lift (core func $m "forward") (memory (core memory $memory "m")) string-encoding=utf16))
  (func (export "subtask") (result u32) (canon lift (core func $m "subtask")))
  (alias export $inner "early" (func $e)) (export "early" (func $e))
  (alias export $inner "never" (func $n)) (export "never" (func $n))
  (alias export $inner "twice" (func $t)) (export "twice" (func $t))
  (alias export $inner "other" (func $o)) (export "other" (func $o))
  (alias export $inner "sync" (func $s)) (export "sync" (func $s))
  (alias export $inner "context" (func $c)) (export "context" (func $c))
  (alias export $inner "wait" (func $w)) (export "wait" (func $w)))
