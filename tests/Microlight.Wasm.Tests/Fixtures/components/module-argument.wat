;; A composition whose components share a core module.
(component
  (component $Library
    (core module $M (func (export "f") (result i32) (i32.const 7)))
    (export "module" (core module $M)))
  (component $User
    (import "module" (core module $M (export "f" (func (result i32)))))
    (core instance $m (instantiate $M))
    (func (export "f") (result u32) (canon lift (core func $m "f"))))
  (instance $library (instantiate $Library))
  (instance $user (instantiate $User (with "module" (core module $library "module"))))
  (export "user" (instance $user)))
