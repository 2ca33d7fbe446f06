;; A parent between whose code and itself lie two children: what may be entered again, and what may not (CanonicalABI.md, component instances).
(component
  (core module $Inner (func (export "inner")) )
  (core instance $inner (instantiate $Inner))
  (func $inner (canon lift (core func $inner "inner")))

  ;; Calls what it is given.
  (component $Forward
    (import "f" (func $f))
    (core func $lowered (canon lower (func $f)))
    (core module $M (import "" "f" (func $f)) (func (export "g") (call $f)))
    (core instance $m (instantiate $M (with "" (instance (export "f" (func $lowered))))))
    (func (export "g") (canon lift (core func $m "g"))))

  ;; Parent, first child, second child, parent.
  (instance $second (instantiate $Forward (with "f" (func $inner))))
  (instance $first (instantiate $Forward (with "f" (func $second "g"))))
  (core func $first (canon lower (func $first "g")))

  ;; A table, so that the parent's code that the child calls can call the child again.
  (core module $Table (table (export "t") 1 funcref))
  (core instance $table (instantiate $Table))
  (core module $Back (import "" "t" (table 1 funcref)) (func (export "back") (call_indirect (i32.const 0))))
  (core instance $back (instantiate $Back (with "" (instance $table))))
  (func $back (canon lift (core func $back "back")))
  (instance $third (instantiate $Forward (with "f" (func $back))))
  (core func $third (canon lower (func $third "g")))
  (core module $Fill (import "" "t" (table 1 funcref)) (import "" "f" (func $f)) (elem (i32.const 0) $f))
  (core instance (instantiate $Fill (with "" (instance (export "t" (table $table "t")) (export "f" (func $third))))))

  (core module $Outer
    (import "" "first" (func $first)) (import "" "third" (func $third))
    (func (export "donut") (call $first) (call $first))
    (func (export "again") (call $third)))
  (core instance $outer (instantiate $Outer (with "" (instance (export "first" (func $first)) (export "third" (func $third))))))
  (func (export "donut") (canon lift (core func $outer "donut")))
  (func (export "again") (canon lift (core func $outer "again"))))
