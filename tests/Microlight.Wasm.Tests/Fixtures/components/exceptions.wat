;; An exception that leaves a component is a trap, whoever called.
(component
  (component $Thrower
    (core module $M (tag $t) (func (export "throw") (throw $t)) (func (export "catch") (block $b (try_table (catch_all $b) (throw $t)))))
    (core instance $m (instantiate $M))
    (func (export "throw") (canon lift (core func $m "throw")))
    (func (export "catch") (canon lift (core func $m "catch"))))
  (instance $thrower (instantiate $Thrower))
  (core func $throw (canon lower (func $thrower "throw")))
  (core module $Caller
    (import "" "throw" (func $throw))
    ;; Would catch it, if it came.
    (func (export "call") (block $b (try_table (catch_all $b) (call $throw)))))
  (core instance $caller (instantiate $Caller (with "" (instance (export "throw" (func $throw))))))
  (func (export "call") (canon lift (core func $caller "call")))
  (alias export $thrower "throw" (func $direct))
  (alias export $thrower "catch" (func $catch))
  (export "throw" (func $direct))
  (export "catch" (func $catch)))
