;; A composition whose component uses a type of the composition: it is not complete by itself.
(component
  (type $T (list u8))
  (component $User
    (alias outer 1 $T (type $t))
    (core module $M (func (export "f") (result i32) (i32.const 7)))
    (core instance $m (instantiate $M))
    (export $named "t" (type $t))
    (func (export "f") (result u32) (canon lift (core func $m "f"))))
  (instance $user (instantiate $User))
  (export "user" (instance $user)))
